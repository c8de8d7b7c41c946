package dev.cairn.rocksdb;

import dev.cairn.datastore.UnsupportedPlatformException;
import org.rocksdb.RocksDB;

/** RocksDB's native library, unpacked from its jar when the first store is opened. */
final class NativeLibrary {

  private NativeLibrary() {}

  /** Loads the library; does nothing where it is loaded. */
  static void load() {
    try {
      RocksDB.loadLibrary();
    } catch (LinkageError | RuntimeException e) {
      throw new UnsupportedPlatformException(
          ("cannot load RocksDB's native library on %s/%s: %s; where the folder of temporary files "
                  + "takes no programs, set the environment variable ROCKSDB_SHAREDLIB_DIR to one "
                  + "that does; where RocksDB does not know the platform, use another engine")
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), e),
          e);
    }
  }
}
