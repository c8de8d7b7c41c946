package dev.cairn.leveldb;

import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock that those who read a store share, in this process and in others, and that keeps writers
 * away meanwhile. Taking it changes nothing in the directory.
 *
 * <p>A process has it once for all its readers: a lock is gone as soon as its process closes any
 * channel on the file. Where the file is not there, or cannot be opened or locked, there is nothing
 * to take.
 */
final class ReaderLock implements AutoCloseable {

  /** Guards the shares, and that only one thread opens and closes channels. */
  private static final ReentrantLock GUARD = new ReentrantLock();

  private static final Map<Path, Share> SHARES = new HashMap<>();

  private final Path file;

  private ReaderLock(Path file) {
    this.file = file;
  }

  /** The lock of this process, and how many readers have a part in it. */
  private record Share(@Nullable FileChannel channel, int readers) {}

  /**
   * Takes part in the lock.
   *
   * @throws DatastoreLockedException if another process has the store open for writing
   */
  static ReaderLock take(StoreDirectory directory) throws IOException {
    Path file = directory.path().resolve(StoreDirectory.LOCK);
    GUARD.lock();
    try {
      Share share = SHARES.get(file);
      SHARES.put(
          file,
          share == null
              ? new Share(lock(directory, file), 1)
              : new Share(share.channel, share.readers + 1));
    } finally {
      GUARD.unlock();
    }
    return new ReaderLock(file);
  }

  private static @Nullable FileChannel lock(StoreDirectory directory, Path file)
      throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      return null;
    }
    try {
      if (channel.tryLock(0, Long.MAX_VALUE, /* shared= */ true) != null) {
        return channel;
      }
    } catch (IOException e) {
      return channel; // a file system without locks
    }
    channel.close();
    throw new DatastoreLockedException(
        ("cannot open %s for reading: another process has it open for writing; close it there"
                + " first")
            .formatted(directory));
  }

  @Override
  public void close() throws IOException {
    GUARD.lock();
    try {
      Share share = SHARES.remove(file);
      if (share == null) {
        return;
      }
      if (share.readers > 1) {
        SHARES.put(file, new Share(share.channel, share.readers - 1));
      } else if (share.channel != null) {
        share.channel.close();
      }
    } finally {
      GUARD.unlock();
    }
  }
}
