package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.EngineFault;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB's statuses mean. */
final class RocksFaults {

  private RocksFaults() {}

  /** {@return what a failure of RocksDB, or of the files beside it, means} */
  static EngineFault of(Exception failure) {
    Status status = failure instanceof RocksDBException e ? e.getStatus() : null;
    String message = String.valueOf(failure.getMessage());
    if (status == null) {
      return EngineFault.ofSystemMessage(message);
    }
    if (message.contains("Writer has previous error")) {
      return EngineFault.STOPPED;
    }
    return switch (status.getCode()) {
      case Corruption -> EngineFault.CORRUPT;
      case IOError -> ofInputOutput(status, message);
      case Busy, TimedOut, TryAgain, Incomplete, MergeInProgress, Aborted -> EngineFault.BUSY;
      default -> EngineFault.ofSystemMessage(message);
    };
  }

  /** {@return whether a failure says that there is no such thing} */
  static boolean isNotFound(RocksDBException failure) {
    Status status = failure.getStatus();
    return status != null && status.getCode() == Status.Code.NotFound;
  }

  private static EngineFault ofInputOutput(Status status, String message) {
    if (status.getSubCode() == Status.SubCode.NoSpace) {
      return EngineFault.NO_SPACE;
    }
    if (message.contains("lock hold by current process") || message.contains("While lock file")) {
      return EngineFault.LOCKED;
    }
    return message.contains("No such file or directory")
        ? EngineFault.CORRUPT
        : EngineFault.ofSystemMessage(message);
  }
}
