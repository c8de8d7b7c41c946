package dev.cairn.car;

/**
 * What a section of length zero means. The format has none, but some writers fill a file up with
 * zero bytes, each of which reads as one.
 */
public enum ZeroLengthSections {

  /** The archive is damaged. */
  REFUSED,

  /** The archive ends before it. Nothing after it is read, whatever it is. */
  END_OF_FILE
}
