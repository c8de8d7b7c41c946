package dev.cairn.car;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.MultiformatException;
import dev.cairn.multiformats.Varint;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an archive, counted, with the words to refuse them. It ends where the source does or
 * where it is told to. Memory is taken for bytes as they arrive, never because a length promises
 * them.
 */
final class CarInput extends FilterInputStream {

  static final String REMEDY = "the archive is damaged: fetch or make it again";
  static final String NO_ARCHIVE = "check that it is a CAR archive, and fetch or make it again";

  private static final int BUFFER_SIZE = 1 << 16;
  private static final long NO_END = Long.MAX_VALUE;

  private final String name;
  private final OptionalLong size;
  private long position;
  private long end = NO_END;
  private volatile boolean closed;

  CarInput(InputStream source, String name, OptionalLong size) {
    super(new BufferedInputStream(source, BUFFER_SIZE));
    this.name = name;
    this.size = size;
  }

  /**
   * Returns the bytes of a file, from the first on.
   *
   * @throws DatastoreException if it cannot be opened
   */
  static CarInput of(Path file) {
    String name = file.toString();
    try {
      OptionalLong size =
          Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
      return new CarInput(Files.newInputStream(file), name, size);
    } catch (IOException e) {
      throw CarFailures.cannotOpen(name, e);
    }
  }

  String name() {
    return name;
  }

  /** The index of the next byte. */
  long position() {
    return position;
  }

  /** Lets the bytes end before the source does; a source that ends earlier is cut off. */
  void endAt(long offset) {
    end = offset;
  }

  /** The index after the last byte, where it is known. */
  OptionalLong end() {
    return end == NO_END ? size : OptionalLong.of(end);
  }

  @Override
  public int read() throws IOException {
    if (position >= end) {
      return -1;
    }
    int next = super.read();
    if (next >= 0) {
      position++;
    }
    return next;
  }

  @Override
  public int read(byte[] destination, int offset, int length) throws IOException {
    if (position >= end && length > 0) {
      return -1;
    }
    int count = super.read(destination, offset, (int) Math.min(length, end - position));
    if (count > 0) {
      position += count;
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(Math.min(count, end - position));
    position += skipped;
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Reads the length of what follows; {@link Varint#END_OF_STREAM} where the bytes have ended. */
  long readLength(String what) throws IOException {
    long start = position;
    long length;
    try {
      length = Varint.read(this);
    } catch (MultiformatException e) {
      String why = e.isTruncated() ? "ends within it" : e.getMessage();
      throw malformed(start, "the length of the " + what + " is unreadable: " + why, REMEDY, e);
    }
    if (length == Varint.END_OF_STREAM && position < end && end != NO_END) {
      throw cutOff(start, "the payload should go on to byte " + end);
    }
    return length;
  }

  /** Reads so many bytes, or refuses the archive because they are not there. */
  byte[] readBytes(long start, String what, int length) throws IOException {
    byte[] bytes = readNBytes(length);
    if (bytes.length < length) {
      throw endsWithin(start, what, length, bytes.length);
    }
    return bytes;
  }

  /** The exception for something that has not all of its bytes. */
  CarFormatException endsWithin(long start, String what, long length, long there) {
    return cutOff(start, "the %s of %d bytes ends after %d of them".formatted(what, length, there));
  }

  CarFormatException cutOff(long offset, String why) {
    return malformed(offset, why, "the archive is cut off: fetch or make it again");
  }

  CarFormatException malformed(long offset, String why, String remedy) {
    return malformed(offset, why, remedy, null);
  }

  CarFormatException malformed(long offset, String why, String remedy, @Nullable Throwable cause) {
    return new CarFormatException(name, offset, why, remedy, cause);
  }

  /** The exception for a source that fails, or that was closed during the call. */
  DatastoreException unreadable(IOException failure) {
    return closed ? closedException() : CarFailures.cannotRead(name, position, failure);
  }

  void requireOpen() {
    if (closed) {
      throw closedException();
    }
  }

  private DatastoreClosedException closedException() {
    return new DatastoreClosedException(
        "the reader of " + name + " is closed; open the archive again to read it");
  }

  /** Closes it on account of a failure. */
  void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    super.close();
  }
}
