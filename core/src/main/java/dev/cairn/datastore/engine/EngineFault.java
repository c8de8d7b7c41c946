package dev.cairn.datastore.engine;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a failure of an engine means to its caller, whichever engine it is. An engine maps its own
 * status to one of these; the exception, its message and its advice are made here.
 */
public enum EngineFault {
  /** A checksum or a format does not fit, or a file is missing. */
  CORRUPT("the files are left as they are: restore them from a copy, or repair them"),
  /** Somebody else holds the store. */
  LOCKED("another process, or another part of this one, has it open: close it there first"),
  /** The disk is full. */
  NO_SPACE("make room on its disk; what was stored before is unharmed"),
  /** The file system takes no writes. */
  READ_ONLY_FILE_SYSTEM("its file system is mounted read-only: mount it for writing"),
  /** The process has as many open files as it may. */
  TOO_MANY_FILES("raise the limit of open files of this process, or open fewer stores"),
  /** The engine is busy and may do it later. */
  BUSY("try again a little later"),
  /** The user of this process may not touch the files. */
  NO_PERMISSION("give the user of this process access to the files"),
  /** An earlier write has failed, and the engine makes no more. */
  STOPPED("an earlier write failed and said why: see to that, close the store, and open it again"),
  /** Anything else. */
  OTHER("see the cause");

  /** With this LevelDB and RocksDB begin to tell of damage. */
  private static final String DAMAGE = "Corruption: ";

  private final String advice;

  EngineFault(String advice) {
    this.advice = advice;
  }

  /**
   * {@return what an operating system's error text means, as engines quote it, or the beginning
   * that they give to damage; {@link #OTHER} where it says nothing that is known}
   *
   * @param message an engine's message
   */
  public static EngineFault ofSystemMessage(String message) {
    if (message.startsWith(DAMAGE)) {
      return CORRUPT;
    }
    String text = message.toLowerCase(Locale.ROOT);
    if (text.contains("no space left on device") || text.contains("disk quota exceeded")) {
      return NO_SPACE;
    }
    if (text.contains("read-only file system")) {
      return READ_ONLY_FILE_SYSTEM;
    }
    if (text.contains("too many open files")) {
      return TOO_MANY_FILES;
    }
    if (text.contains("permission denied") || text.contains("operation not permitted")) {
      return NO_PERMISSION;
    }
    return OTHER;
  }

  /**
   * {@return what tells of damage that was found without the engine, in the engines' own words, so
   * that it is {@link #CORRUPT}}
   *
   * @param file the damaged file
   * @param what what is wrong with it
   */
  public static IOException damage(Path file, String what) {
    return new IOException(DAMAGE + file.getFileName() + ": " + what);
  }

  /**
   * {@return the exception that tells a caller of this fault}
   *
   * @param attempt what was attempted and on what, such as {@code cannot open the LevelDB store at
   *     /data}
   * @param cause the engine's own exception
   */
  public DatastoreException exception(String attempt, Exception cause) {
    String message = attempt + ": " + reason(cause) + "; " + advice;
    return switch (this) {
      case CORRUPT -> new CorruptDataException(message, cause);
      case LOCKED -> new DatastoreLockedException(message, cause);
      case NO_SPACE -> new NoSpaceException(message, cause);
      case READ_ONLY_FILE_SYSTEM -> new ReadOnlyDatastoreException(message, cause);
      case TOO_MANY_FILES, BUSY -> new DatastoreException(message, cause, /* retryable= */ true);
      case NO_PERMISSION, STOPPED, OTHER -> new DatastoreException(message, cause);
    };
  }

  private static String reason(Exception cause) {
    if (cause instanceof FileSystemException failure) {
      return IoFailures.reason(failure);
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
