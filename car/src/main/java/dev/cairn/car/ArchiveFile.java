package dev.cairn.car;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file that any number of threads read at any place. An interrupt of one of them closes the
 * channel under all (Java wills it so), which is then opened again, provided that the file is still
 * the same.
 */
final class ArchiveFile implements AutoCloseable {

  /** The JDK keeps a buffer as large as the largest read for each thread. */
  private static final int LARGEST_READ = 1 << 18;

  private final Path path;
  private final State state;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile FileChannel channel;

  private ArchiveFile(Path path, State state, FileChannel channel) {
    this.path = path;
    this.state = state;
    this.channel = channel;
  }

  /** What tells one state of a file from another without reading it. */
  private record State(long size, FileTime time, @Nullable Object key) {

    static State of(Path path) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new State(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
  }

  static ArchiveFile open(Path path) throws IOException {
    return new ArchiveFile(path, State.of(path), FileChannel.open(path, StandardOpenOption.READ));
  }

  /**
   * Fills a buffer with the bytes from {@code position} on.
   *
   * @throws EOFException if the file ends before
   */
  void read(ByteBuffer destination, long position) throws IOException {
    boolean interrupted = false;
    try {
      int start = destination.position();
      int end = destination.limit();
      while (destination.position() < end) {
        destination.limit(Math.min(end, destination.position() + LARGEST_READ));
        FileChannel current = channel;
        try {
          if (current.read(destination, position + destination.position() - start) < 0) {
            throw new EOFException("it ends before byte " + (position + end - start));
          }
        } catch (ClosedChannelException e) {
          interrupted |= Thread.interrupted();
          openAgain(current);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void openAgain(FileChannel closed) throws IOException {
    opening.lock();
    try {
      if (channel == closed) {
        if (!State.of(path).equals(state)) {
          throw new IOException("it was changed or replaced since it was opened; open it again");
        }
        channel = FileChannel.open(path, StandardOpenOption.READ);
      }
    } finally {
      opening.unlock();
    }
  }

  /** Closes the file, which nobody reads any longer. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
