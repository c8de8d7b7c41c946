package dev.cairn.datastore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Cleans paths as go-datastore's {@code NewKey} does: {@code path.Clean("/" + path)}, on bytes. */
final class PathCleaner {

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The lowest bit of each of eight bytes. */
  private static final long LOW_BITS = 0x0101010101010101L;

  private static final long HIGH_BITS = LOW_BITS << (Byte.SIZE - 1);

  private PathCleaner() {}

  /**
   * {@return the cleaned form of {@code path}, beginning with a slash} It is {@code path} itself
   * where it is clean already, so the caller gives it away.
   */
  static byte[] clean(byte[] path) {
    return isClean(path) ? path : rewrite(path);
  }

  /** {@return whether {@link #clean} would change nothing} */
  static boolean isClean(byte[] path) {
    if (path.length == 0 || path[0] != '/') {
      return false;
    }
    if (path.length == 1) {
      return true;
    }
    int start = 1;
    while (start <= path.length) {
      int end = indexOf(path, '/', start);
      if (isDropped(path, start, end) || isClimb(path, start, end)) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }

  private static byte[] rewrite(byte[] path) {
    byte[] out = new byte[path.length + 1];
    int length = 0;
    int start = 0;
    for (int at = 0; at <= path.length; at++) {
      if (at < path.length && path[at] != '/') {
        continue;
      }
      if (isClimb(path, start, at)) {
        length = lastSlash(out, length);
      } else if (!isDropped(path, start, at)) {
        out[length++] = '/';
        System.arraycopy(path, start, out, length, at - start);
        length += at - start;
      }
      start = at + 1;
    }
    if (length == 0) {
      out[length++] = '/';
    }
    return Arrays.copyOf(out, length);
  }

  /** Whether the component from {@code start} to {@code end} is empty or a single dot. */
  private static boolean isDropped(byte[] path, int start, int end) {
    return end == start || (end - start == 1 && path[start] == '.');
  }

  private static boolean isClimb(byte[] path, int start, int end) {
    return end - start == 2 && path[start] == '.' && path[start + 1] == '.';
  }

  private static int lastSlash(byte[] out, int length) {
    int at = length;
    while (at > 0) {
      at--;
      if (out[at] == '/') {
        break;
      }
    }
    return at;
  }

  /** {@return the UTF-8 bytes of {@code text}, refusing what has none} */
  static byte[] utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // The encoder puts a question mark in place of an unpaired surrogate.
    if (indexOf(bytes, '?', 0) < bytes.length) {
      requireNoUnpairedSurrogate(text);
    }
    return bytes;
  }

  private static void requireNoUnpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        int codePoint = text.codePointAt(i);
        if (!Character.isSupplementaryCodePoint(codePoint)) {
          throw new IllegalArgumentException(
              "a key must be text that UTF-8 can hold, this holds an unpaired surrogate at character "
                  + i
                  + "; use Key.of(byte[]) or Key.raw(byte[]) for binary names");
        }
        i++;
      }
    }
  }

  /**
   * {@return the index of the first {@code wanted} at or after {@code from}; the length where there
   * is none} It looks at eight bytes at a time: every key made of text is searched, and byte by
   * byte that took more than half of the making.
   */
  private static int indexOf(byte[] bytes, char wanted, int from) {
    long pattern = wanted * LOW_BITS;
    int at = from;
    for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
      long differences = (long) EIGHT_BYTES.get(bytes, at) ^ pattern;
      // The high bit of the lowest byte that is zero; bytes above that one may be marked wrongly.
      long found = (differences - LOW_BITS) & ~differences & HIGH_BITS;
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (at < bytes.length && bytes[at] != wanted) {
      at++;
    }
    return at;
  }
}
