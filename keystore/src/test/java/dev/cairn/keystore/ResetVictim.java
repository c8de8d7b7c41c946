package dev.cairn.keystore;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A process that opens a keystore in a directory and resets it. It prints a line for each physical
 * step, and before it either copies all files as they are then, which is what it would leave if it
 * were killed there, or stops dead at one of them, to be killed.
 */
final class ResetVictim {

  static final int OLD_SIZE = 200;
  static final int NEW_FROM = 100;
  static final int NEW_TO = 400;
  static final int PUT_MEANWHILE = 1000;
  static final int DELETED_MEANWHILE = 150;

  /** What it prints when it has stopped. */
  static final String STOPPED = "stopped at ";

  /** In place of a step to stop at: stops nowhere and copies everything at each. */
  static final String NOWHERE = "nowhere";

  private final Path directory;
  private final String stopAt;
  private int passed;

  private ResetVictim(Path directory, String stopAt) {
    this.directory = directory;
    this.stopAt = stopAt;
  }

  /** Takes the engine, the directory of the keystore, and the name of the step to stop at. */
  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[1]);
    new ResetVictim(directory, arguments[2]).resetKeystore(Engine.valueOf(arguments[0]));
  }

  /** Returns where the copy of the files at a step lies, counted from 0. */
  static Path copyAt(Path directory, int step) {
    return directory.resolveSibling(directory.getFileName() + "-at-" + step);
  }

  private void resetKeystore(Engine engine) {
    Path meta = directory.resolve("meta");
    try (ResettableKeystore keystore =
        ResettableKeystore.open(
            new SteppedFactory(directory, new DirectoryDatastoreFactory(directory, engine::open)),
            new SteppedMarker(meta, FileMarker.open(meta)),
            KeystoreOptions.defaults().withResetMemory(1))) {
      try (Reset reset = keystore.reset()) {
        reset.feed(Samples.numbered(NEW_FROM, 300));
        keystore.put(Samples.numbered(PUT_MEANWHILE, PUT_MEANWHILE + 10));
        print("put");
        keystore.delete(Samples.numbered(DELETED_MEANWHILE, DELETED_MEANWHILE + 10));
        print("deleted");
        reset.feed(Samples.numbered(DELETED_MEANWHILE, NEW_TO));
        reset.commit();
      }
      print("committed");
    }
    print("closed");
  }

  private void step(String name) {
    if (stopAt.equals(NOWHERE)) {
      copyTree(directory, copyAt(directory, passed));
    }
    print(passed++ + " " + name);
    if (stopAt.equals(name)) {
      print(STOPPED + name);
      while (true) {
        LockSupport.park(this);
      }
    }
  }

  private static void copyTree(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("SystemOut") // this is how it talks to whoever kills it
  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private final class SteppedFactory implements DatastoreFactory {
    private final Path parent;
    private final DatastoreFactory below;

    SteppedFactory(Path parent, DatastoreFactory below) {
      this.parent = parent;
      this.below = below;
    }

    @Override
    public Batching create(String name) {
      step("create " + name);
      Batching store = below.create(name);
      step("created " + name);
      return new SteppedStore(name, store);
    }

    @Override
    public Batching open(String name) {
      return new SteppedStore(name, below.open(name));
    }

    @Override
    public long destroy(String name) {
      step("destroy " + name);
      deleteEveryOther(parent.resolve(name));
      step("half destroyed " + name);
      long freed = below.destroy(name);
      step("destroyed " + name);
      return freed;
    }

    @Override
    public Optional<Scratch> scratch(String name) {
      return below.scratch(name);
    }

    @Override
    public List<String> names() {
      return below.names();
    }
  }

  private static void deleteEveryOther(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> sorted = files.sorted().toList();
      for (int i = 0; i < sorted.size(); i += 2) {
        Files.delete(sorted.get(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class SteppedMarker implements GenerationMarker {
    private final Path meta;
    private final GenerationMarker below;

    SteppedMarker(Path meta, GenerationMarker below) {
      this.meta = meta;
      this.below = below;
    }

    @Override
    public OptionalLong read() {
      return below.read();
    }

    @Override
    public void write(long generation) {
      step("write marker " + generation);
      try {
        Files.writeString(meta.resolve("active.tmp"), "cairn-keyst");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      step("half written marker " + generation);
      below.write(generation);
      step("written marker " + generation);
    }

    @Override
    public void close() {
      below.close();
    }
  }

  private final class SteppedStore extends ForwardingDatastore {
    private final String name;
    private final Batching below;

    SteppedStore(String name, Batching below) {
      super(below);
      this.name = name;
      this.below = below;
    }

    @Override
    public void put(Key key, byte[] value) {
      step("put into " + name);
      super.put(key, value);
      step("put into " + name + " done");
    }

    @Override
    public Batch batch() {
      return new SteppedBatch(name, below.batch());
    }

    @Override
    protected <T> Optional<T> adapt(Class<T> ability, T ofBelow) {
      if (ability != BulkLoad.class) {
        return Optional.empty();
      }
      BulkLoad stepped = () -> new SteppedLoader(name, ((BulkLoad) ofBelow).bulkLoad());
      return Optional.of(ability.cast(stepped));
    }

    @Override
    public void sync(Key prefix) {
      step("sync " + name);
      super.sync(prefix);
      step("synced " + name);
    }

    @Override
    public void close() {
      step("close " + name);
      super.close();
      step("closed " + name);
    }
  }

  private final class SteppedBatch implements Batch {
    private final String name;
    private final Batch below;

    SteppedBatch(String name, Batch below) {
      this.name = name;
      this.below = below;
    }

    @Override
    public void put(Key key, byte[] value) {
      below.put(key, value);
    }

    @Override
    public void delete(Key key) {
      below.delete(key);
    }

    @Override
    public int size() {
      return below.size();
    }

    @Override
    public boolean atomic() {
      return below.atomic();
    }

    @Override
    public void commit(Durability durability) {
      step("commit to " + name);
      below.commit(durability);
      step("committed to " + name);
    }

    @Override
    public void close() {
      below.close();
    }
  }

  private final class SteppedLoader implements BulkLoad.Loader {
    private final String name;
    private final BulkLoad.Loader below;

    SteppedLoader(String name, BulkLoad.Loader below) {
      this.name = name;
      this.below = below;
    }

    @Override
    public void add(Key key, byte[] value) {
      below.add(key, value);
    }

    @Override
    public void commit() {
      step("load into " + name);
      below.commit();
      step("loaded into " + name);
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
