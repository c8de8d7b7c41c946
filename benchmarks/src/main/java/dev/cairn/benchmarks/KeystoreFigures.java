package dev.cairn.benchmarks;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.keystore.KeyspacePrefix;
import dev.cairn.keystore.KeystoreOptions;
import dev.cairn.keystore.ResettableKeystore;
import dev.cairn.multiformats.Multihash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/** The figures of the keystore: resets, the disk that they take, puts and listings. */
final class KeystoreFigures {

  /** The engine of the baseline compacts in the background; ours writes with two threads. */
  private static final KeystoreOptions OPTIONS =
      KeystoreOptions.defaults().withExecutor(ForkJoinPool.commonPool(), 2);

  /** Keys in one put. */
  private static final int PUT = 16_384;

  private KeystoreFigures() {}

  static List<Figure> at(Scale scale) {
    int keys = scale.of(30_000, 5_000_000);
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
    if (scale == Scale.FULL) {
      for (Engine engine : Engine.values()) {
        figures.add(
            Figure.against(
                "put of %d keys, half of them new, %s".formatted(PUT, engine),
                Unit.KEYS_PER_SECOND,
                Goal.ratio(3),
                scratch -> new Puts(engine, scratch, keys),
                scratch -> new BaselinePuts(engine, scratch, keys)));
        figures.add(
            Figure.alone(
                "listing of %d keys, %s".formatted(keys, engine),
                Unit.KEYS_PER_SECOND,
                Goal.told("2.5 M keys/s"),
                scratch -> new Listing(engine, scratch, keys)));
      }
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
      try (ResettableKeystore keystore = open(engine, folder)) {
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
                new CairnStore(engine.generation(folder.resolve("generation")))) {
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

  private static ResettableKeystore open(Engine engine, Path folder) {
    return ResettableKeystore.open(folder.resolve("keystore"), engine::generation, OPTIONS);
  }

  private static ResettableKeystore openFull(
      Engine engine, Path folder, List<Multihash> multihashes) {
    ResettableKeystore keystore = open(engine, folder);
    keystore.resetFrom(() -> listing(multihashes));
    return keystore;
  }

  /** Keys to put, of which every other one is there already; different ones each time. */
  private static final class HalfNew {
    private final List<Multihash> there;
    private int rounds;

    HalfNew(List<Multihash> there) {
      this.there = there;
    }

    List<Multihash> next() {
      List<Multihash> fresh = Workload.multihashes(1_000 + rounds, PUT / 2);
      List<Multihash> mixed = new ArrayList<>(PUT);
      for (int i = 0; i < PUT / 2; i++) {
        mixed.add(there.get((rounds * PUT / 2 + i) % there.size()));
        mixed.add(fresh.get(i));
      }
      rounds++;
      return mixed;
    }

    static void check(int added) {
      if (added != PUT / 2) {
        throw new IllegalStateException(added + " keys were new, and not half of them");
      }
    }
  }

  /** Puts of ours, each made durable. */
  private static final class Puts implements Contestant {
    private final ResettableKeystore keystore;
    private final HalfNew halfNew;

    Puts(Engine engine, Path folder, int keys) {
      List<Multihash> multihashes = Workload.multihashes(1, keys);
      keystore = openFull(engine, folder, multihashes);
      halfNew = new HalfNew(multihashes);
    }

    @Override
    public double measure() throws Exception {
      List<Multihash> mixed = halfNew.next();
      return Stopwatch.rate(
          PUT,
          () -> {
            HalfNew.check(keystore.put(mixed).size());
            keystore.sync();
          });
    }

    @Override
    public void close() {
      keystore.close();
    }
  }

  /** The original's puts on the same engine. */
  private static final class BaselinePuts implements Contestant {
    private final CairnStore store;
    private final HalfNew halfNew;

    BaselinePuts(Engine engine, Path folder, int keys) throws Exception {
      List<Multihash> multihashes = Workload.multihashes(1, keys);
      store = new CairnStore(engine.generation(folder.resolve("generation")));
      BaselineReset.fill(store, multihashes);
      halfNew = new HalfNew(multihashes);
    }

    @Override
    public double measure() throws Exception {
      List<Multihash> mixed = halfNew.next();
      return Stopwatch.rate(PUT, () -> HalfNew.check(BaselineReset.put(store, mixed)));
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** Reads all keys in their order. */
  private static final class Listing implements Contestant {
    private final ResettableKeystore keystore;
    private final int keys;

    Listing(Engine engine, Path folder, int keys) {
      this.keystore = openFull(engine, folder, Workload.multihashes(1, keys));
      this.keys = keys;
    }

    @Override
    public double measure() throws Exception {
      return Stopwatch.rate(
          keys,
          () -> {
            long seen = 0;
            try (CloseableIterator<Multihash> all = keystore.get(KeyspacePrefix.ALL)) {
              for (; all.hasNext(); all.next()) {
                seen++;
              }
            }
            if (seen != keys) {
              throw new IllegalStateException(seen + " keys are listed, and not " + keys);
            }
          });
    }

    @Override
    public void close() {
      keystore.close();
    }
  }
}
