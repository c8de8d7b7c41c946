package dev.cairn.car;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.MultiformatException;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.Varint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes through an archive from CID to CID and passes over the data, which is not read where the
 * file can be skipped through.
 */
final class CarSkim implements AutoCloseable {

  /** As many bytes hold every usual CID; of a longer one the whole section is read. */
  private static final int USUAL_CID_SIZE = 128;

  private final CarInput input;
  private final CarPreamble preamble;
  private final SectionStart sections;

  private CarSkim(CarInput input, CarPreamble preamble, CarOptions options) {
    this.input = input;
    this.preamble = preamble;
    this.sections = new SectionStart(input, options);
  }

  /**
   * A section.
   *
   * @param multihash what its CID names
   * @param offset its first byte in the file
   * @param length its bytes, its own length included
   */
  record Stop(Multihash multihash, long offset, int length) {}

  /**
   * Begins at the first section of a file.
   *
   * @throws CarFormatException if it does not begin as an archive does
   * @throws DatastoreException if it cannot be read
   */
  static CarSkim of(Path file, CarOptions options) {
    CarInput input = CarInput.of(file);
    return new CarSkim(input, CarPreamble.read(input, options.maxHeaderSize()), options);
  }

  String name() {
    return input.name();
  }

  CarPreamble preamble() {
    return preamble;
  }

  /**
   * Returns the next section, or {@code null} behind the last.
   *
   * @throws CarFormatException if the archive is damaged, cut off or over a limit
   */
  @Nullable Stop next() {
    try {
      long offset = input.position();
      long length = sections.nextLength();
      if (length == Varint.END_OF_STREAM) {
        return null;
      }
      long content = input.position();
      Cid cid = cid(offset, (int) length);
      skip(offset, length, content + length - input.position());
      return new Stop(cid.multihash(), offset, (int) (input.position() - offset));
    } catch (IOException e) {
      throw input.unreadable(e);
    }
  }

  private Cid cid(long offset, int length) throws IOException {
    byte[] start = input.readBytes(offset, "section", Math.min(length, USUAL_CID_SIZE));
    if (start.length < length && isCutShort(start)) {
      int usual = start.length;
      byte[] rest = input.readBytes(offset, "section", length - usual);
      start = Arrays.copyOf(start, length);
      System.arraycopy(rest, 0, start, usual, rest.length);
    }
    return sections.cid(offset, start);
  }

  private static boolean isCutShort(byte[] start) {
    try {
      Cid.read(ByteBuffer.wrap(start));
      return false;
    } catch (MultiformatException e) {
      return e.isTruncated();
    }
  }

  private void skip(long offset, long length, long count) throws IOException {
    long start = input.position();
    long end = input.end().orElse(Long.MAX_VALUE);
    if (start + count > end) {
      throw input.endsWithin(offset, "section", length, length - count + end - start);
    }
    try {
      input.skipNBytes(count);
    } catch (EOFException e) {
      throw input.endsWithin(offset, "section", length, length - count + input.position() - start);
    }
  }

  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      throw new DatastoreException("cannot close " + input.name(), e);
    }
  }
}
