package dev.cairn.cli;

/**
 * Bytes as the well-known dump: the offset, sixteen bytes in two groups, and what of them is
 * printable ASCII. The text is that of {@code hexdump -C} and of Go's {@code hex.Dump}.
 */
final class HexDump {

  private static final int BYTES_IN_LINE = 16;
  private static final int BYTES_IN_GROUP = 8;

  private HexDump() {}

  /** {@return the lines, each ended by a newline; nothing for no bytes} */
  static String of(byte[] bytes) {
    StringBuilder dump = new StringBuilder();
    for (int start = 0; start < bytes.length; start += BYTES_IN_LINE) {
      appendLine(dump, bytes, start);
    }
    return dump.toString();
  }

  private static void appendLine(StringBuilder dump, byte[] bytes, int start) {
    dump.append("%08x ".formatted(start));
    for (int i = 0; i < BYTES_IN_LINE; i++) {
      if (i == BYTES_IN_GROUP) {
        dump.append(' ');
      }
      boolean present = start + i < bytes.length;
      dump.append(present ? " %02x".formatted(bytes[start + i]) : "   ");
    }
    dump.append("  |");
    for (int i = start; i < Math.min(start + BYTES_IN_LINE, bytes.length); i++) {
      boolean printable = bytes[i] >= ' ' && bytes[i] <= '~';
      dump.append(printable ? (char) bytes[i] : '.');
    }
    dump.append("|\n");
  }
}
