package dev.cairn.keystore;

import dev.cairn.datastore.CorruptDataException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a marker consists of: one line that names a generation and ends with its checksum. */
final class MarkerLine {

  private static final String START = "cairn-keystore-marker 1 generation=";
  private static final Pattern LINE = Pattern.compile(START + "(\\d{1,18})");

  private MarkerLine() {}

  static byte[] encode(long generation) {
    return ChecksummedLine.encode(START + generation);
  }

  /**
   * Returns the number of the generation.
   *
   * @param where names the place in the message
   * @throws CorruptDataException if it is not as it was written
   */
  static long decode(byte[] content, Object where) {
    String what = "the marker of the keystore's generation, " + where + ",";
    String text = ChecksummedLine.decode(content, what);
    Matcher matcher = LINE.matcher(text);
    if (!matcher.matches()) {
      throw new CorruptDataException("%s says '%s', which is no generation".formatted(what, text));
    }
    return Long.parseLong(matcher.group(1));
  }
}
