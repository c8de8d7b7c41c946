package dev.cairn.rocksdb;

import dev.cairn.datastore.UnsupportedPlatformException;
import java.io.File;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native library: where the environment variable {@code ROCKSDB_SHAREDLIB_DIR} or the
 * property {@code java.library.path} says, as RocksDB has it, else {@linkplain UnpackedLibrary
 * unpacked} from its jar.
 */
final class NativeLibrary {

  private static final String LIBRARY = UnpackedLibrary.NAME;

  private static volatile boolean loaded;

  private NativeLibrary() {}

  /** Loads the library when the first store is opened; does nothing where it is loaded. */
  static void load() {
    if (loaded) {
      return;
    }
    try {
      if (isGiven()) {
        RocksDB.loadLibrary();
      } else {
        UnpackedLibrary.folder()
            .ifPresentOrElse(
                folder -> RocksDB.loadLibrary(List.of(folder.toString())), RocksDB::loadLibrary);
      }
      loaded = true;
    } catch (LinkageError | RuntimeException e) {
      throw new UnsupportedPlatformException(
          ("cannot load RocksDB's native library on %s/%s: %s; where the folder of temporary files "
                  + "takes no programs, set the environment variable ROCKSDB_SHAREDLIB_DIR to one "
                  + "that does; where RocksDB does not know the platform, use another engine")
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), e),
          e);
    }
  }

  /** Whether the library has its place already, or is to be unpacked where the user says. */
  private static boolean isGiven() {
    if (System.getenv("ROCKSDB_SHAREDLIB_DIR") != null) {
      return true;
    }
    String path = System.getProperty("java.library.path", "");
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(
            folder ->
                new File(folder, Environment.getSharedLibraryFileName(LIBRARY)).exists()
                    || new File(folder, Environment.getJniLibraryFileName(LIBRARY)).exists());
  }
}
