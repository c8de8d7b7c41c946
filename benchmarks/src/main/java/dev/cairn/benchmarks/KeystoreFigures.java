package dev.cairn.benchmarks;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.keystore.ResettableKeystore;
import dev.cairn.multiformats.Multihash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The figures of the keystore: how fast a reset is, and how much disk its result takes. */
final class KeystoreFigures {

  /** Bytes of a record, about. */
  private static final int RECORD = 100;

  private KeystoreFigures() {}

  static List<Figure> at(Scale scale) {
    int keys = scale.of(30_000, 1_000_000);
    List<Figure> figures = new ArrayList<>();
    for (Engine engine : Engine.values()) {
      figures.add(
          Figure.against(
              "reset of %d keys, %s".formatted(keys, engine),
              Unit.KEYS_PER_SECOND,
              Goal.ratio(engine == Engine.ROCKSDB ? 5 : 2),
              scratch -> new Reset(engine, scratch, keys),
              scratch -> new Baseline(engine, scratch, keys)));
    }
    for (Engine engine : Engine.values()) {
      figures.add(
          Figure.against(
              "disk after a reset, " + engine,
              Unit.BYTES_PER_KEY,
              engine == Engine.ROCKSDB ? Goal.told("48 bytes/key") : Goal.ratio(1 / 0.6),
              scratch -> disk(new Reset(engine, scratch, keys), scratch, keys),
              scratch -> disk(new Baseline(engine, scratch, keys), scratch, keys)));
    }
    return figures;
  }

  /** {@return the bytes of the files in a folder after the job is done, for each key} */
  private static Contestant disk(Contestant job, Path folder, int keys) {
    return () -> {
      job.measure();
      return (double) DurableFiles.sizeOfTree(folder) / keys;
    };
  }

  /** A reset of ours: opened, reset and closed, so that the files are as they stay. */
  private record Reset(Engine engine, Path folder, List<Multihash> multihashes)
      implements Contestant {

    Reset(Engine engine, Path folder, int keys) {
      this(engine, folder, Workload.multihashes(1, keys));
    }

    @Override
    public double measure() throws Exception {
      DurableFiles.deleteTree(folder.resolve("keystore"));
      try (ResettableKeystore keystore =
          ResettableKeystore.open(
              folder.resolve("keystore"), directory -> engine.ours(directory, RECORD))) {
        double rate =
            Stopwatch.rate(
                multihashes.size(), () -> keystore.resetFrom(() -> listing(multihashes)));
        if (keystore.size() != multihashes.size()) {
          throw new IllegalStateException("the reset left " + keystore.size() + " keys");
        }
        return rate;
      }
    }
  }

  /** The original's reset on the same engine. */
  private record Baseline(Engine engine, Path folder, List<Multihash> multihashes)
      implements Contestant {

    Baseline(Engine engine, Path folder, int keys) {
      this(engine, folder, Workload.multihashes(1, keys));
    }

    @Override
    public double measure() throws Exception {
      DurableFiles.deleteTree(folder.resolve("generation"));
      return Stopwatch.rate(
          multihashes.size(),
          () -> {
            try (KeyValues store =
                new CairnStore(engine.ours(folder.resolve("generation"), RECORD))) {
              BaselineReset.fill(store, multihashes);
            }
          });
    }
  }

  private static CloseableIterator<Multihash> listing(List<Multihash> multihashes) {
    Iterator<Multihash> all = multihashes.iterator();
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public Multihash next() {
        return all.next();
      }

      @Override
      public void close() {}
    };
  }
}
