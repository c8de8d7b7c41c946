package dev.cairn.car;

import dev.cairn.datastore.DatastoreException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes are not the CAR archive that they should be: damaged, cut off, over a limit, or something
 * else altogether. The message names the archive, the byte, the fault and what to do.
 */
public final class CarFormatException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  private final long offset;

  CarFormatException(
      String archive, long offset, String why, String remedy, @Nullable Throwable cause) {
    super(archive + ", byte " + offset + ": " + why + "; " + remedy, cause);
    this.offset = offset;
  }

  /**
   * {@return the index of the byte where the faulty part begins, from the first byte of the file or
   * stream}
   */
  public long offset() {
    return offset;
  }
}
