package dev.cairn.datastore;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Keys as people read and write them: a path, or {@code hex:} and digits for what is none. */
final class KeyText {

  private static final String HEX_PREFIX = "hex:";

  private KeyText() {}

  /** Does what {@link Key#parse} promises. */
  static Key parse(String text) {
    if (!text.startsWith(HEX_PREFIX)) {
      return Key.of(text);
    }
    try {
      return Key.raw(HexFormat.of().parseHex(text.substring(HEX_PREFIX.length())));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no key: 'hex:' must be followed by pairs of hexadecimal digits", e);
    }
  }

  /** Does what {@link Key#toString} promises. */
  static String show(byte[] key) {
    return isPrintablePath(key)
        ? new String(key, StandardCharsets.UTF_8)
        : HEX_PREFIX + HexFormat.of().formatHex(key, 1, key.length);
  }

  /** {@return any bytes in hexadecimal} */
  static String hex(byte[] bytes) {
    return HEX_PREFIX + HexFormat.of().formatHex(bytes);
  }

  private static boolean isPrintablePath(byte[] key) {
    if (!PathCleaner.isClean(key)) {
      return false;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder() // which reports what is malformed
          .decode(ByteBuffer.wrap(key))
          .chars()
          .noneMatch(Character::isISOControl);
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
