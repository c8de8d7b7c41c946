package dev.cairn.multiformats;

/**
 * A text without prefix that is being read in a base: a range of characters, and where messages
 * count from.
 */
final class BareText {
  private final byte[] characters;
  private final int from;
  private final int to;
  private final int origin;
  private final String base;
  private final byte[] values;

  /**
   * @param characters the characters, ASCII or not, of which those from {@code from} to {@code to}
   *     are read
   * @param origin the index that positions in messages count from
   * @param base the name of the base
   * @param values the value of each ASCII character, or a negative number where it is none of the
   *     base
   */
  BareText(byte[] characters, int from, int to, int origin, String base, byte[] values) {
    this.characters = characters;
    this.from = from;
    this.to = to;
    this.origin = origin;
    this.base = base;
    this.values = values;
  }

  int length() {
    return to - from;
  }

  byte at(int index) {
    return characters[from + index];
  }

  /**
   * {@return the value of the character at an index}
   *
   * @throws MultiformatException if it is none of the base
   */
  int value(int index) {
    byte character = characters[from + index];
    int value = character < 0 ? -1 : values[character];
    if (value < 0) {
      throw foreign(base, from + index - origin, character & 0xff);
    }
    return value;
  }

  /** {@return the exception for a character that is none of the base} */
  static MultiformatException foreign(String base, int position, int character) {
    return MultiformatException.atCharacter(
        base, position, show(character) + " is not a character of this base");
  }

  /** {@return the exception for a fault at an index} */
  MultiformatException fault(int index, String why) {
    return MultiformatException.atCharacter(base, from + index - origin, why);
  }

  /** {@return the exception for a fault of the text as a whole} */
  MultiformatException fault(String why) {
    return MultiformatException.of(base, why);
  }

  /** {@return a character for a reader: in quotes if it is visible ASCII, else its code point} */
  static String show(int character) {
    return character > ' ' && character < 0x7f
        ? "'" + (char) character + "'"
        : "U+%04X".formatted(character);
  }
}
