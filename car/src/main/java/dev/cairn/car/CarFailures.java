package dev.cairn.car;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.NoSpaceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;

/** Says in one sentence why a file or stream failed. */
final class CarFailures {

  private CarFailures() {}

  static DatastoreException cannotOpen(String name, IOException failure) {
    return new DatastoreException(
        "cannot open " + name + ": " + reason(failure) + "; check the path", failure);
  }

  static DatastoreException cannotRead(String name, long offset, IOException failure) {
    return new DatastoreException(
        "cannot read %s at byte %d: %s; check the medium and read it again"
            .formatted(name, offset, reason(failure)),
        failure);
  }

  static DatastoreException cannotWrite(String name, IOException failure) {
    String message = "cannot write " + name + ": " + reason(failure);
    return isNoSpace(failure)
        ? new NoSpaceException(message + "; make room and write it again", failure)
        : new DatastoreException(message + "; check the path and write it again", failure);
  }

  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "access is denied";
    }
    return Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
  }

  /** The JDK has no exception for it, only the words of the operating system. */
  private static boolean isNoSpace(IOException failure) {
    String message = Objects.requireNonNullElse(failure.getMessage(), "").toLowerCase(Locale.ROOT);
    return message.contains("no space left")
        || message.contains("quota exceeded")
        || message.contains("not enough space");
  }
}
