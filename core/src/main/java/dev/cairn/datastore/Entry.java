package dev.cairn.datastore;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One entry that a query finds: its key, and as much of the rest as the query asked for.
 *
 * <p>The value array belongs to whoever got the entry; every call of {@link #value()} returns the
 * same one.
 */
public final class Entry {

  private static final long UNKNOWN = -1;

  private final Key key;
  private final byte @Nullable [] value;
  private final long size;
  private final @Nullable Instant expiration;

  private Entry(Key key, byte @Nullable [] value, long size, @Nullable Instant expiration) {
    this.key = key;
    this.value = value;
    this.size = size;
    this.expiration = expiration;
  }

  /**
   * {@return an entry with its value, which it takes over without a copy}
   *
   * @param key where it lies
   * @param value handed over: not to be changed afterwards
   */
  public static Entry of(Key key, byte[] value) {
    return new Entry(key, value, value.length, null);
  }

  /**
   * {@return an entry of which only the key is known}
   *
   * @param key where it lies
   */
  public static Entry keyOnly(Key key) {
    return new Entry(key, null, UNKNOWN, null);
  }

  /**
   * {@return an entry of which the key and the value's size are known}
   *
   * @param key where it lies
   * @param size bytes of the value, at least 0
   */
  public static Entry sized(Key key, long size) {
    return new Entry(key, null, size, null);
  }

  /** {@return the key} */
  public Key key() {
    return key;
  }

  /** {@return whether the value came along} */
  public boolean hasValue() {
    return value != null;
  }

  /**
   * {@return the value}
   *
   * @throws IllegalStateException if the query asked for keys only
   */
  public byte[] value() {
    if (value == null) {
      throw new IllegalStateException("the query asked for keys only, so " + key + " has no value");
    }
    return value;
  }

  /**
   * {@return the number of bytes of the value, where the query asked for it or the value came
   * along}
   */
  public OptionalLong size() {
    return size == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /** {@return when the entry expires, where the query asked for it and it does} */
  public Optional<Instant> expiration() {
    return Optional.ofNullable(expiration);
  }

  /**
   * {@return this entry under another name}
   *
   * @param other the new name
   */
  public Entry withKey(Key other) {
    return new Entry(other, value, size, expiration);
  }

  /** {@return this entry without its value; the size stays} */
  public Entry withoutValue() {
    return value == null ? this : new Entry(key, null, size, expiration);
  }

  /**
   * {@return this entry with the time at which it expires}
   *
   * @param time the first moment at which it is gone
   */
  public Entry expiringAt(Instant time) {
    return new Entry(key, value, size, time);
  }

  @Override
  public String toString() {
    return size == UNKNOWN ? key.toString() : key + " (" + size + " bytes)";
  }
}
