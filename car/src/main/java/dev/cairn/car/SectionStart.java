package dev.cairn.car;

import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.MultiformatException;
import dev.cairn.multiformats.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a section begins with, as it is read and refused everywhere: its length and its CID. */
final class SectionStart {

  private final CarInput input;
  private final CarOptions options;

  SectionStart(CarInput input, CarOptions options) {
    this.input = input;
    this.options = options;
  }

  /**
   * Reads the length of the section that begins at the position of the input, without its own
   * bytes; {@link Varint#END_OF_STREAM} where the archive ends.
   *
   * @throws CarFormatException if there is no length, or it is over the limit
   */
  long nextLength() throws IOException {
    long offset = input.position();
    long length = input.readLength("section");
    if (length == Varint.END_OF_STREAM || isEndMark(offset, length)) {
      return Varint.END_OF_STREAM;
    }
    if (length > options.maxSectionSize()) {
      throw input.malformed(
          offset,
          "the section would have %d bytes, more than the limit of %d"
              .formatted(length, options.maxSectionSize()),
          "the archive is damaged, or the limit has to be raised");
    }
    return length;
  }

  private boolean isEndMark(long offset, long length) {
    if (length > 0) {
      return false;
    }
    return switch (options.zeroLengthSections()) {
      case END_OF_FILE -> true;
      case REFUSED ->
          throw input.malformed(
              offset,
              "the section has no bytes",
              "the archive is damaged, or filled up with zeros: then read it with sections of"
                  + " length zero taken as its end");
    };
  }

  /**
   * Returns the CID that bytes begin with.
   *
   * @param offset where the section begins
   * @param bytes those after its length
   * @throws CarFormatException if there is none
   */
  Cid cid(long offset, byte[] bytes) {
    try {
      return Cid.read(ByteBuffer.wrap(bytes));
    } catch (MultiformatException e) {
      throw input.malformed(
          offset, "the section does not begin with a CID: " + e.getMessage(), CarInput.REMEDY, e);
    }
  }
}
