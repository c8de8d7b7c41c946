package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Key;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link ExpiringDatastore} lays out its entries in the store below.
 *
 * <ul>
 *   <li>The value of a key lies at {@code /v} and the key, behind a header: the byte 0 where it
 *       never expires, else the byte 1 and the {@linkplain #timeBytes time}.
 *   <li>What expires has another, empty entry at {@code /t/}, the time and the key, so that these
 *       entries lie in the order of their times.
 * </ul>
 */
final class ExpiringFormat {

  /** Below it lie the values. */
  static final Key VALUES = Key.of("/v");

  /** Below it lie the times. */
  static final Key TIMES = Key.of("/t");

  private static final byte LASTING = 0;
  private static final byte EXPIRING = 1;

  /** Eight bytes of seconds and four of nanoseconds. */
  private static final int TIME_LENGTH = 12;

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private ExpiringFormat() {}

  /**
   * What lies before a value.
   *
   * @param expiration when it expires, or {@code null} where it never does
   */
  record Header(@Nullable Instant expiration) {

    static final Header LASTING = new Header(null);

    boolean isAliveAt(Instant now) {
      return expiration == null || now.isBefore(expiration);
    }

    int length() {
      return expiration == null ? 1 : 1 + TIME_LENGTH;
    }
  }

  /** Returns {@code value} behind its header. */
  static byte[] withHeader(Header header, byte[] value) {
    ByteBuffer stored = ByteBuffer.allocate(header.length() + value.length);
    Instant expiration = header.expiration();
    if (expiration == null) {
      stored.put(LASTING);
    } else {
      stored.put(EXPIRING).put(timeBytes(expiration));
    }
    return stored.put(value).array();
  }

  /**
   * Reads the header of a stored value and leaves the buffer at the value.
   *
   * @param key whose it is, for the message
   * @throws CorruptDataException if there is no such header
   */
  static Header readHeader(Key key, ByteBuffer stored) {
    int length = stored.remaining();
    int kind = length == 0 ? -1 : stored.get();
    if (kind == LASTING) {
      return Header.LASTING;
    }
    if (kind == EXPIRING && stored.remaining() >= TIME_LENGTH) {
      Instant expiration = readTime(stored);
      if (expiration != null) {
        return new Header(expiration);
      }
    }
    throw new CorruptDataException(
        "the value of %s, %d bytes, does not begin with the header of a store with expiry; it is damaged or was not written by one: delete or put it anew"
            .formatted(key, length));
  }

  /** Returns what is left of a buffer. */
  static byte[] rest(ByteBuffer buffer) {
    byte[] rest = new byte[buffer.remaining()];
    buffer.get(rest);
    return rest;
  }

  /** Returns the key of the entry that says when {@code key} expires. */
  static Key timeKey(Instant expiration, Key key) {
    return timeKey(expiration, key.bytesWithoutCopy());
  }

  /** Returns the least key behind those of all that has expired by {@code now}. */
  static Key endOfTimes(Instant now) {
    return timeKey(now, new byte[] {'/' + 1});
  }

  private static Key timeKey(Instant time, byte[] end) {
    byte[] front = TIMES.bytesWithoutCopy();
    ByteBuffer bytes = ByteBuffer.allocate(front.length + 1 + TIME_LENGTH + end.length);
    bytes.put(front).put((byte) '/').put(timeBytes(time)).put(end);
    return Key.ofStored(bytes.array());
  }

  /** An entry that says when a key expires. */
  record Due(Instant expiration, Key key) {}

  /** Reads such an entry's key; returns nothing where it is none. */
  static Optional<Due> readTimeKey(Key stored) {
    byte[] bytes = stored.bytesWithoutCopy();
    int start = TIMES.length() + 1;
    if (!TIMES.isAncestorOf(stored)
        || bytes.length <= start + TIME_LENGTH
        || bytes[start + TIME_LENGTH] != '/') {
      return Optional.empty();
    }
    Instant time = readTime(ByteBuffer.wrap(bytes, start, TIME_LENGTH));
    if (time == null) {
      return Optional.empty();
    }
    byte[] key = Arrays.copyOfRange(bytes, start + TIME_LENGTH, bytes.length);
    return Optional.of(new Due(time, Key.ofStored(key)));
  }

  /**
   * Returns a time as bytes in whose order times lie: the seconds since 1970, eight bytes from the
   * highest, with the sign turned, and the nanoseconds, four bytes.
   */
  private static byte[] timeBytes(Instant time) {
    return ByteBuffer.allocate(TIME_LENGTH)
        .putLong(time.getEpochSecond() ^ Long.MIN_VALUE)
        .putInt(time.getNano())
        .array();
  }

  /** Returns the time, or {@code null} where the bytes are those of none. */
  private static @Nullable Instant readTime(ByteBuffer bytes) {
    long seconds = bytes.getLong() ^ Long.MIN_VALUE;
    int nanos = bytes.getInt();
    boolean valid =
        seconds >= Instant.MIN.getEpochSecond()
            && seconds <= Instant.MAX.getEpochSecond()
            && nanos >= 0
            && nanos < NANOS_PER_SECOND;
    return valid ? Instant.ofEpochSecond(seconds, nanos) : null;
  }
}
