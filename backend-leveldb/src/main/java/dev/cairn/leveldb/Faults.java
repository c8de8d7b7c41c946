package dev.cairn.leveldb;

import dev.cairn.datastore.engine.EngineFault;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.fusesource.leveldbjni.internal.NativeDB;
import org.iq80.leveldb.DBException;

/** What the failures of both libraries mean. */
final class Faults {

  private Faults() {}

  static EngineFault of(Exception failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.startsWith("IO error: lock ") || message.startsWith("Unable to acquire lock")) {
      return EngineFault.LOCKED;
    }
    if (failure instanceof AccessDeniedException) {
      return EngineFault.NO_PERMISSION;
    }
    EngineFault fault = EngineFault.ofSystemMessage(message);
    if (fault != EngineFault.OTHER) {
      return fault;
    }
    return isOfDamagedFiles(failure, message) ? EngineFault.CORRUPT : EngineFault.OTHER;
  }

  /**
   * The library in Java has no status: it meets damage with whichever unchecked exception its
   * parsing ends in. A missing file is damage for both.
   */
  private static boolean isOfDamagedFiles(Exception failure, String message) {
    if (failure instanceof NativeDB.DBException) {
      return message.contains("No such file or directory");
    }
    boolean ofTheSystem = failure instanceof DBException || failure instanceof IOException;
    return !ofTheSystem || failure.getCause() instanceof RuntimeException;
  }
}
