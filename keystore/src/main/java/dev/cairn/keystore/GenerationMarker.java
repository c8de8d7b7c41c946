package dev.cairn.keystore;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import java.util.OptionalLong;

/**
 * Says which generation of a {@link ResettableKeystore} is in force: the one thing that a reset
 * flips. For one keystore at a time.
 */
public interface GenerationMarker extends AutoCloseable {

  /**
   * {@return the number that was written last, or nothing where none ever was}
   *
   * @throws CorruptDataException if what is there is damaged
   * @throws DatastoreException if it cannot be read
   */
  OptionalLong read();

  /**
   * Sets the number, so that a reader, also one that comes after a crash, finds the old or the new
   * one; the new one survives loss of power when this returns.
   *
   * @param generation the number, at least 0
   * @throws DatastoreException if that failed; {@link #read()} tells which of the two is there, and
   *     whether it is durable is not known
   */
  void write(long generation);

  /** Lets go of what the marker holds. Idempotent. */
  @Override
  void close();
}
