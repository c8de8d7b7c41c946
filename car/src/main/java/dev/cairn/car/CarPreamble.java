package dev.cairn.car;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;

/**
 * What stands before the sections: the header of a CARv1, or the pragma, the header and the inner
 * header of a CARv2. Of a CARv2 the fields are, little-endian: at byte 11 the characteristics (two
 * numbers of 64 bits), at 27 the offset of the payload, at 35 its size, at 43 the offset of the
 * index, which is not read here. See <a href="https://ipld.io/specs/transport/car/carv2/">the
 * specification</a>.
 */
record CarPreamble(int version, List<Cid> roots, long payloadOffset) {

  private static final int PRAGMA_SIZE = 11;
  private static final int HEADER_SIZE = 40;
  private static final int DATA_OFFSET_AT = 27;
  private static final int DATA_SIZE_AT = 35;
  private static final int INDEX_OFFSET_AT = 43;

  /**
   * Reads it, so that the input stands before the first section and ends with the payload; where
   * that fails, the input is closed.
   *
   * @throws CarFormatException if the input does not begin as an archive does
   * @throws DatastoreException if it cannot be read
   */
  static CarPreamble read(CarInput input, int maxHeaderSize) {
    try {
      return parse(input, maxHeaderSize);
    } catch (IOException e) {
      DatastoreException unreadable = input.unreadable(e);
      input.closeAfter(unreadable);
      throw unreadable;
    } catch (RuntimeException e) {
      input.closeAfter(e);
      throw e;
    }
  }

  private static CarPreamble parse(CarInput input, int maxHeaderSize) throws IOException {
    CarHeader header = CarHeader.read(input, maxHeaderSize);
    if (header.version() == 1) {
      return new CarPreamble(1, header.roots(), 0);
    }
    if (header.version() != 2) {
      throw input.malformed(
          0,
          "it is a CAR of version " + header.version() + ", and only 1 and 2 are known",
          CarInput.NO_ARCHIVE);
    }
    if (input.position() != PRAGMA_SIZE) {
      throw input.malformed(
          0, "the header of a CARv2 says more than its version", CarInput.NO_ARCHIVE);
    }
    return readVersion2(input, maxHeaderSize);
  }

  private static CarPreamble readVersion2(CarInput input, int maxHeaderSize) throws IOException {
    ByteBuffer header =
        ByteBuffer.wrap(input.readBytes(PRAGMA_SIZE, "header of the CARv2", HEADER_SIZE))
            .order(ByteOrder.LITTLE_ENDIAN);
    long offset = header.getLong(DATA_OFFSET_AT - PRAGMA_SIZE);
    long size = header.getLong(DATA_SIZE_AT - PRAGMA_SIZE);
    long indexOffset = header.getLong(INDEX_OFFSET_AT - PRAGMA_SIZE);
    requireSane(input, offset, size, indexOffset);

    skipTo(input, offset);
    input.endAt(offset + size);
    CarHeader inner = CarHeader.read(input, maxHeaderSize);
    if (inner.version() != 1) {
      throw input.malformed(
          offset,
          "the payload of the CARv2 is a CAR of version " + inner.version() + " instead of 1",
          CarInput.REMEDY);
    }
    return new CarPreamble(2, inner.roots(), offset);
  }

  private static void requireSane(CarInput input, long offset, long size, long indexOffset) {
    if (offset < PRAGMA_SIZE + HEADER_SIZE) {
      throw input.malformed(
          DATA_OFFSET_AT,
          "the payload would begin at byte " + offset + ", within the header or before it",
          CarInput.REMEDY);
    }
    if (size <= 0 || offset + size < 0) {
      throw input.malformed(
          DATA_SIZE_AT,
          "the payload would have "
              + size
              + " bytes; an archive whose writing was broken off has 0",
          CarInput.REMEDY);
    }
    if (indexOffset < 0) {
      throw input.malformed(
          INDEX_OFFSET_AT, "the index would begin at byte " + indexOffset, CarInput.REMEDY);
    }
    OptionalLong end = input.end();
    if (end.isPresent() && offset + size > end.getAsLong()) {
      throw input.cutOff(
          DATA_SIZE_AT,
          "the payload should go on to byte %d, but the file has %d bytes"
              .formatted(offset + size, end.getAsLong()));
    }
  }

  private static void skipTo(CarInput input, long offset) throws IOException {
    try {
      input.skipNBytes(offset - input.position());
    } catch (EOFException e) {
      throw input.cutOff(
          input.position(),
          "the payload should begin at byte " + offset + ", but nothing is there");
    }
  }
}
