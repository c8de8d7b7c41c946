package dev.cairn.docs.engine;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * A file of records that only grows. A record is the length of its content, a checksum of both, and
 * the content.
 *
 * <p>Read and written by {@link RandomAccessFile}: unlike a channel, that is not closed under all
 * others when one thread is interrupted.
 */
final class RecordFile implements AutoCloseable {

  private static final int HEADER = 2 * Integer.BYTES;

  private final Path path;
  private final RandomAccessFile file;
  private final ReentrantLock lock = new ReentrantLock();
  private long end;

  /** Opens a file, made where there is none; records are appended behind what is there. */
  RecordFile(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "rw");
    this.end = file.length();
  }

  /** Is shown one record after the other. */
  interface Reader {
    void read(long position, byte[] content) throws IOException;
  }

  // snippet: engine-append
  /** Appends a record, and returns where its content lies; where it fails, nothing is appended. */
  long append(byte[] content) throws IOException {
    lock.lock();
    try {
      file.seek(end);
      file.write(
          ByteBuffer.allocate(HEADER + content.length)
              .putInt(content.length)
              .putInt(checksum(content))
              .put(content)
              .array());
      long position = end + HEADER;
      end = position + content.length;
      return position;
    } catch (IOException e) {
      file.setLength(end); // a record cut short must not lie before later ones
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private static int checksum(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(content.length).flip());
    crc.update(content);
    return (int) crc.getValue();
  }

  // end

  // snippet: engine-replay
  /**
   * Shows all records, and returns where the last of them ends. What may follow is a record that is
   * not whole, as a crash leaves it of an append that had not returned. One that is not whole
   * before others is damage.
   */
  long replay(Reader reader) throws IOException {
    long position = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
      while (position < end) {
        long rest = end - position - HEADER;
        int length = rest < 0 ? -1 : in.readInt();
        int checksum = rest < 0 ? 0 : in.readInt();
        if (length < 0 || length > rest) {
          break; // it ends behind the end of the file
        }
        byte[] content = in.readNBytes(length);
        if (checksum(content) != checksum) {
          if (length < rest && !isZeros(in)) {
            throw new DamagedFileException(path, position);
          }
          break; // it is the last, or the file grew and was never written to
        }
        reader.read(position + HEADER, content);
        position += HEADER + length;
      }
    }
    return position;
  }

  // end

  private static boolean isZeros(DataInputStream in) throws IOException {
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  byte[] read(long position, int length) throws IOException {
    byte[] content = new byte[length];
    lock.lock();
    try {
      file.seek(position);
      file.readFully(content);
    } finally {
      lock.unlock();
    }
    return content;
  }

  long length() {
    lock.lock();
    try {
      return end;
    } finally {
      lock.unlock();
    }
  }

  void truncate(long length) throws IOException {
    lock.lock();
    try {
      file.setLength(length);
      end = length;
    } finally {
      lock.unlock();
    }
  }

  /** Forces what was appended to the medium. */
  void force() throws IOException {
    file.getFD().sync();
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
