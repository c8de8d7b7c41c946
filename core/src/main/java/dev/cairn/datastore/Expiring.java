package dev.cairn.datastore;

import java.time.Instant;
import java.util.Optional;

/**
 * The capability to forget: an entry whose time has come is absent from every read at once, and its
 * room is given back later.
 */
public interface Expiring {

  /**
   * Sets a value that is there until {@code expiration}.
   *
   * @param key the key
   * @param value the value, copied
   * @param expiration the first moment at which the entry is absent
   */
  void put(Key key, byte[] value, Instant expiration);

  /**
   * Changes when an entry expires.
   *
   * @param key the key
   * @param expiration the first moment at which the entry is absent
   * @return whether the store holds the key; where it does not, nothing happened
   */
  boolean expireAt(Key key, Instant expiration);

  /**
   * {@return when {@code key} expires; nothing where it is absent or never does}
   *
   * @param key the key
   */
  Optional<Instant> expiration(Key key);

  /**
   * Removes what has expired, and so gives its room back.
   *
   * @return how many entries were removed
   */
  long removeExpired();
}
