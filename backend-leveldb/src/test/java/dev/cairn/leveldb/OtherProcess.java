package dev.cairn.leveldb;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.testkit.ForkedJvm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

/** Another process that holds a store or a file, or tries to. */
final class OtherProcess {

  static final Key KEY = Key.of("/key");

  private OtherProcess() {}

  /** What the other process does before it says so. */
  enum Deed {
    WRITE,
    READ,
    LOCK
  }

  /** Runs a check while another process has done something, and holds on to it. */
  static void holding(Deed deed, Path path, Runnable check) {
    ForkedJvm.of(OtherProcess.class, deed.name(), path.toString())
        .killedAt(
            line -> {
              if (!line.equals("done")) {
                throw new AssertionError(line);
              }
              check.run();
              return true;
            });
  }

  /** {@return what another process says when it has tried} */
  static String tries(Deed deed, Path path) {
    return ForkedJvm.of(OtherProcess.class, deed.name(), path.toString(), "and end")
        .run()
        .expectSuccess()
        .lines()
        .get(0);
  }

  /** Takes a deed and a path. */
  @SuppressWarnings("SystemOut") // read by the JVM that started this one
  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[1]);
    try (AutoCloseable held = doer(Deed.valueOf(arguments[0]), path).call()) {
      if (held instanceof LevelDbDatastore store && !store.has(KEY)) {
        System.out.println("the key is absent");
      }
      System.out.println("done");
      if (arguments.length == 2) {
        System.in.read();
      }
    } catch (DatastoreException e) {
      System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private static Callable<AutoCloseable> doer(Deed deed, Path path) {
    return switch (deed) {
      case WRITE -> () -> LevelDbDatastore.open(path, LevelDbOptions.defaults());
      case READ -> () -> LevelDbDatastore.openReadOnly(path, LevelDbOptions.defaults());
      case LOCK -> () -> lock(path);
    };
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      throw new IOException("locked already: " + file);
    }
    return channel;
  }
}
