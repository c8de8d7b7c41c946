package dev.cairn.leveldb;

import dev.cairn.datastore.UnsupportedPlatformException;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import java.util.Optional;
import org.fusesource.leveldbjni.internal.NativeDB;

/** Which of the two libraries can work in this process; found out once. */
final class Drivers {

  private static final String JAVA_FACTORY = "org.iq80.leveldb.impl.Iq80DBFactory";

  private static final String CURES =
      "put io.github.tronprotocol:leveldbjni-all in place of org.fusesource.leveldbjni:leveldbjni-all"
          + " (it has libraries for ARM), or let the system property library.leveldbjni.path name a"
          + " folder that holds a native library for this platform and from which programs may be"
          + " run, or add org.iq80.leveldb:leveldb, without its leveldb-api, for a driver in Java";

  private Drivers() {}

  /**
   * Returns the driver to use.
   *
   * @throws UnsupportedPlatformException if it, or for {@link Driver#AUTO} any, cannot work here
   */
  static Driver choose(Driver wanted) {
    return switch (wanted) {
      case NATIVE -> requireNative();
      case PURE_JAVA -> requireJava();
      case AUTO ->
          NativeLibrary.FAILURE.isEmpty() || !hasJava() ? requireNative() : Driver.PURE_JAVA;
    };
  }

  private static Driver requireNative() {
    if (NativeLibrary.FAILURE.isEmpty()) {
      return Driver.NATIVE;
    }
    LinkageError failure = NativeLibrary.FAILURE.get();
    throw new UnsupportedPlatformException(
        "cannot load LevelDB's native library on %s/%s: %s; %s"
            .formatted(
                System.getProperty("os.name"), System.getProperty("os.arch"), failure, CURES),
        failure);
  }

  private static Driver requireJava() {
    if (hasJava()) {
      return Driver.PURE_JAVA;
    }
    throw new UnsupportedPlatformException(
        "the class path does not hold LevelDB in Java: add org.iq80.leveldb:leveldb, without its"
            + " leveldb-api, and com.google.guava:guava");
  }

  private static boolean hasJava() {
    try {
      Class.forName(JAVA_FACTORY, /* initialize= */ false, Drivers.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Loads the native library when it is first asked for, and never tries again. */
  private static final class NativeLibrary {
    static final Optional<LinkageError> FAILURE = load();

    private static Optional<LinkageError> load() {
      try {
        NativeDB.LIBRARY.load();
        return Optional.empty();
      } catch (LinkageError e) {
        return Optional.of(e);
      }
    }
  }
}
