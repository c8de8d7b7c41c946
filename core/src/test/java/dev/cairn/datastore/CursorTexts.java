package dev.cairn.datastore;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;

/** Texts of cursors, made by hand from the format. */
final class CursorTexts {

  private CursorTexts() {}

  static String of(int version, long fingerprint, long remaining, byte[] key) {
    return sealed(
        ByteBuffer.allocate(17 + key.length)
            .put((byte) version)
            .putLong(fingerprint)
            .putLong(remaining)
            .put(key)
            .array());
  }

  static String sealed(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    byte[] all =
        ByteBuffer.allocate(bytes.length + 4).put(bytes).putInt((int) crc.getValue()).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }
}
