package dev.cairn.datastore.engine;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.NoSpaceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Failures of the file system in words: Java's own messages are often the mere path. */
public final class IoFailures {

  private IoFailures() {}

  /**
   * {@return the exception for a failure of the file system: a {@link NoSpaceException} where the
   * disk is full, otherwise a plain {@link DatastoreException}}
   *
   * @param attempt what was attempted, on what, such as {@code cannot write /data/config}
   * @param failure why it failed; becomes the cause
   */
  public static DatastoreException wrap(String attempt, IOException failure) {
    String message = attempt + ": " + reason(failure);
    return isNoSpace(failure)
        ? new NoSpaceException(message + "; make room and try again", failure)
        : new DatastoreException(message, failure);
  }

  /**
   * {@return why the file system refused, in words and with the path where Java knows it}
   *
   * @param failure the failure
   */
  public static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException e) {
      return "there is no " + e.getFile();
    } else if (failure instanceof AccessDeniedException e) {
      return "no permission for " + e.getFile();
    } else if (failure instanceof FileAlreadyExistsException e) {
      return e.getFile() + " exists already";
    } else if (failure instanceof NotDirectoryException e) {
      return e.getFile() + " is no directory";
    } else if (failure instanceof DirectoryNotEmptyException e) {
      return "the directory " + e.getFile() + " is not empty";
    } else if (failure instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason() + " (" + e.getFile() + ")";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static boolean isNoSpace(IOException failure) {
    String text = reason(failure).toLowerCase(Locale.ROOT);
    return text.contains("no space left") || text.contains("not enough space on the disk");
  }
}
