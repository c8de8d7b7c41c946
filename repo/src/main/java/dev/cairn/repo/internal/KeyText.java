package dev.cairn.repo.internal;

import dev.cairn.datastore.Key;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The text that stands for a key in JSON: its path where that is UTF-8 and clean, else {@code hex:}
 * and the digits of its bytes. No path is mistaken for digits, since paths begin with a slash.
 */
final class KeyText {

  private KeyText() {}

  static String of(Key key) {
    byte[] bytes = key.bytesWithoutCopy();
    try {
      String path = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (Key.of(path).equals(key)) {
        return path;
      }
    } catch (CharacterCodingException e) {
      // No UTF-8: the digits stand for it.
    }
    return "hex:" + HexFormat.of().formatHex(bytes, 1, bytes.length);
  }

  /**
   * {@return the key that a text stands for: the inverse of {@link #of}, which also cleans paths}
   *
   * @throws IllegalArgumentException if what follows {@code hex:} are no digits, or the text is no
   *     Unicode
   */
  static Key parse(String text) {
    return Key.parse(text);
  }
}
