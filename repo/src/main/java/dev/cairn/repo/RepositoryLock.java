package dev.cairn.repo;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The file {@code repo.lock}, held while a repository is open: against other processes, Kubo among
 * them, by a lock of the operating system, which goes with the process; against this one by a set
 * of paths, since a second channel on the file would drop the first one's lock when closed.
 */
final class RepositoryLock implements AutoCloseable {

  static final String FILE = "repo.lock";

  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private RepositoryLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes the lock of the repository in {@code directory}, which exists.
   *
   * @throws DatastoreLockedException if somebody holds it
   */
  static RepositoryLock take(Path directory) {
    Path key;
    try {
      key = directory.toRealPath();
    } catch (NoSuchFileException e) {
      throw new DatastoreException("there is no repository: " + directory + " does not exist", e);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot open the repository " + directory, e);
    }
    if (!HELD_HERE.add(key)) {
      throw locked(directory, "this process");
    }
    try {
      return new RepositoryLock(key, lock(directory));
    } catch (RuntimeException e) {
      HELD_HERE.remove(key);
      throw e;
    }
  }

  private static FileChannel lock(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() == null) {
          throw locked(directory, holder(file));
        }
        writeHolder(channel);
        return channel;
      } catch (OverlappingFileLockException e) {
        channel.close();
        throw locked(directory, "this process");
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw IoFailures.wrap("cannot lock the repository by " + file, e);
    }
  }

  private static void writeHolder(FileChannel channel) throws IOException {
    String holder = "process " + ProcessHandle.current().pid();
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static String holder(Path file) throws IOException {
    String holder = Files.readString(file);
    return holder.startsWith("process ") ? holder : "another process";
  }

  private static DatastoreLockedException locked(Path directory, String holder) {
    return new DatastoreLockedException(
        "the repository %s is in use by %s; close it there first".formatted(directory, holder));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw IoFailures.wrap("cannot unlock the repository " + key, e);
    } finally {
      HELD_HERE.remove(key);
    }
  }
}
