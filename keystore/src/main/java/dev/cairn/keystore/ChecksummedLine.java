package dev.cairn.keystore;

import dev.cairn.datastore.CorruptDataException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** A line of ASCII text with its CRC32C behind it, so that it is whole or known to be damaged. */
final class ChecksummedLine {

  private static final String SEPARATOR = " crc32c=";

  private ChecksummedLine() {}

  static byte[] encode(String text) {
    return (text + SEPARATOR + checksum(text) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Returns the text of a line.
   *
   * @param what names the line in the message
   * @throws CorruptDataException if the line is not as it was written
   */
  static String decode(byte[] line, String what) {
    String whole = new String(line, StandardCharsets.ISO_8859_1);
    int end = whole.lastIndexOf(SEPARATOR);
    String text = end < 0 ? "" : whole.substring(0, end);
    if (end < 0 || !whole.substring(end).equals(SEPARATOR + checksum(text) + "\n")) {
      throw new CorruptDataException(
          what + " is damaged: its checksum does not fit its " + line.length + " bytes");
    }
    return text;
  }

  private static String checksum(String text) {
    CRC32C checksum = new CRC32C();
    checksum.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return "%08x".formatted(checksum.getValue());
  }
}
