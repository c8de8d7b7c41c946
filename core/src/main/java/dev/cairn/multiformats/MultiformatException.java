package dev.cairn.multiformats;

/**
 * Thrown where bytes or text are not the multiformat that they should be. The message says what was
 * read, where it went wrong, and why.
 */
public final class MultiformatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private static final int NOWHERE = -1;
  private static final int QUOTED_LENGTH = 100;

  /** The index of the fault, or -1. */
  private final int position;

  /** Whether the bytes ended before the value did. */
  private final boolean truncated;

  private MultiformatException(String message, int position, boolean truncated) {
    super(message);
    this.position = position;
    this.truncated = truncated;
  }

  private MultiformatException(String message, MultiformatException cause) {
    super(message, cause);
    this.position = cause.position;
    this.truncated = cause.truncated;
  }

  /** A fault of a value as a whole. */
  static MultiformatException of(String what, String why) {
    return new MultiformatException(what + ": " + why, NOWHERE, false);
  }

  /** A fault at an index of an array or buffer. */
  static MultiformatException atByte(String what, int position, String why) {
    return new MultiformatException(what + " at byte " + position + ": " + why, position, false);
  }

  /** A fault at an index of a text. */
  static MultiformatException atCharacter(String what, int position, String why) {
    return new MultiformatException(
        what + " at character " + position + ": " + why, position, false);
  }

  /** The bytes end before the value does. */
  static MultiformatException truncated(String what, int position, String why) {
    return new MultiformatException(what + " at byte " + position + ": " + why, position, true);
  }

  /** The same fault, told as a fault of the text that was being read. */
  MultiformatException within(String what, String text) {
    return new MultiformatException(what + " " + quote(text) + ": " + getMessage(), this);
  }

  /**
   * {@return a text in quotes, fit for one line of a message: shortened, control characters
   * replaced}
   */
  static String quote(String text) {
    String start = text.length() <= QUOTED_LENGTH ? text : text.substring(0, QUOTED_LENGTH) + "...";
    return '"' + start.replaceAll("\\p{Cntrl}", "?") + '"';
  }

  /**
   * {@return the index of the fault in the array, buffer or text that was read, or -1 if the fault
   * lies in the value as a whole} For a stream it counts from the first byte of the value.
   */
  public int position() {
    return position;
  }

  /**
   * {@return whether the bytes were right as far as they went, but ended before the value did; with
   * more bytes the same read may succeed}
   */
  public boolean isTruncated() {
    return truncated;
  }
}
