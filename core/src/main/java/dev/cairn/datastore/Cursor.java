package dev.cairn.datastore;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * The place in a listing behind which the next {@link Page} begins. Its {@linkplain #toString()
 * text} can be kept, sent away and {@linkplain #parse read} again, also by another process on
 * another store; a new version of Cairn reads what an older one wrote.
 *
 * <p>It belongs to one query: {@link Datastores#page} refuses it for another. What has to agree is
 * what the query finds and in which direction; how much of each entry it asks for may differ, and
 * of a filter that is a function only the presence is known.
 *
 * <p>The text is nobody's to read or make: base64url of a version (one byte), the fingerprint of
 * the query (8 bytes), how many entries may still follow (8 bytes, −1 for any number), the bytes of
 * the last key shown, and the CRC-32C of all that (4 bytes), numbers big-endian. It is not secret,
 * and whoever wants to can make one up: that lists nothing but what the query finds.
 */
public final class Cursor {

  private static final byte VERSION = 1;
  private static final long UNLIMITED = -1;
  private static final int CHECKSUM_BYTES = Integer.BYTES;

  private final long fingerprint;
  private final long remaining;
  private final Key last;

  private Cursor(long fingerprint, long remaining, Key last) {
    this.fingerprint = fingerprint;
    this.remaining = remaining;
    this.last = last;
  }

  /**
   * {@return the cursor of a text that {@link #toString()} gave}
   *
   * @param text the text, whole
   * @throws IllegalArgumentException if it is no such text, was changed, or comes from a later
   *     version of Cairn
   */
  public static Cursor parse(String text) {
    byte[] bytes = decode(text);
    if (bytes.length < CHECKSUM_BYTES || !hasItsChecksum(bytes)) {
      throw refusal(text, "it was cut or changed on its way");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, bytes.length - CHECKSUM_BYTES);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw refusal(text, "it has version " + version + ", and this Cairn reads version 1");
      }
      long fingerprint = in.getLong();
      long remaining = in.getLong();
      if (remaining < UNLIMITED || remaining == 0) {
        throw refusal(text, "nothing could follow it");
      }
      byte[] key = new byte[in.remaining()];
      in.get(key);
      if (key.length == 0 || key[0] != '/') {
        throw refusal(text, "it names no key");
      }
      return new Cursor(fingerprint, remaining, Key.ofStoredWithoutCopy(key));
    } catch (BufferUnderflowException e) {
      throw refusal(text, "it is too short");
    }
  }

  private static byte[] decode(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw refusal(text, "it is no base64url");
    }
    if (!encode(bytes).equals(text)) {
      throw refusal(text, "it was cut or changed on its way");
    }
    return bytes;
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static IllegalArgumentException refusal(String text, String why) {
    return new IllegalArgumentException(
        "'%s' is no cursor: %s; begin the listing anew without one".formatted(text, why));
  }

  /**
   * {@return the cursor behind an entry of a page}
   *
   * @param query the whole listing, in the order of keys
   * @param remaining how many entries may follow, at least 1; {@link Long#MAX_VALUE} for any number
   * @param last the last entry shown
   */
  static Cursor behind(Query query, long remaining, Key last) {
    return new Cursor(
        QueryFingerprint.of(query), remaining == Long.MAX_VALUE ? UNLIMITED : remaining, last);
  }

  /**
   * {@return the rest of a listing}
   *
   * @param query the whole listing, in the order of keys
   * @throws IllegalArgumentException if this cursor belongs to another
   */
  Query resume(Query query) {
    if (QueryFingerprint.of(query) != fingerprint || !query.range().contains(last)) {
      throw new IllegalArgumentException(
          "the cursor %s belongs to another query than %s; ask the query it came from, or begin anew"
              .formatted(this, query));
    }
    Query rest = query.offset(0).startAfter(last);
    return remaining == UNLIMITED ? rest : rest.limit(remaining);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cursor that
        && fingerprint == that.fingerprint
        && remaining == that.remaining
        && last.equals(that.last);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(fingerprint ^ remaining) + last.hashCode();
  }

  /** {@return the text that {@link #parse} takes: letters, digits, {@code -} and {@code _}} */
  @Override
  public String toString() {
    byte[] key = last.bytesWithoutCopy();
    ByteBuffer out = ByteBuffer.allocate(1 + 2 * Long.BYTES + key.length + CHECKSUM_BYTES);
    out.put(VERSION).putLong(fingerprint).putLong(remaining).put(key);
    out.putInt(checksum(out.array(), out.position()));
    return encode(out.array());
  }

  private static boolean hasItsChecksum(byte[] bytes) {
    int length = bytes.length - CHECKSUM_BYTES;
    return ByteBuffer.wrap(bytes).getInt(length) == checksum(bytes, length);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
