package dev.cairn.repo;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code repo.lock}, held while a repository is open: against other processes, Kubo among
 * them, by a lock of the operating system, which goes with the process; against this one by a table
 * of paths, since a second channel on the file would drop the first one's lock when closed.
 *
 * <p>One process has it for writing, or any number for reading. Who reads changes nothing: where
 * the file is not there or may not be read, or the file system has no locks, there is nothing to
 * take.
 */
final class RepositoryLock implements AutoCloseable {

  static final String FILE = "repo.lock";

  private static final Pattern HOLDER = Pattern.compile("process ([0-9]{1,18})");

  /** Guards the table, and that only one thread opens and closes channels. */
  private static final ReentrantLock GUARD = new ReentrantLock();

  private static final Map<Path, Holding> HELD_HERE = new HashMap<>();

  private final Path key;
  private final AtomicBoolean givenUp = new AtomicBoolean();

  private RepositoryLock(Path key) {
    this.key = key;
  }

  /** What this process has of a lock: for {@code readers}, or where there are none for writing. */
  private record Holding(@Nullable FileChannel channel, int readers) {}

  /**
   * Takes the lock of the repository in {@code directory}, which exists, for writing.
   *
   * @throws DatastoreLockedException if somebody holds it
   */
  static RepositoryLock take(Path directory) {
    Path key = keyOf(directory);
    GUARD.lock();
    try {
      if (HELD_HERE.containsKey(key)) {
        throw locked(directory, "this process");
      }
      HELD_HERE.put(key, new Holding(lockForWriting(directory), 0));
    } finally {
      GUARD.unlock();
    }
    return new RepositoryLock(key);
  }

  /**
   * Takes part in the lock that readers of the repository in {@code directory} share.
   *
   * @throws DatastoreLockedException if somebody holds it for writing
   */
  static RepositoryLock share(Path directory) {
    Path key = keyOf(directory);
    GUARD.lock();
    try {
      Holding held = HELD_HERE.get(key);
      if (held == null) {
        HELD_HERE.put(key, new Holding(lockForReading(directory), 1));
      } else if (held.readers > 0) {
        HELD_HERE.put(key, new Holding(held.channel, held.readers + 1));
      } else {
        throw locked(directory, "this process");
      }
    } finally {
      GUARD.unlock();
    }
    return new RepositoryLock(key);
  }

  private static Path keyOf(Path directory) {
    try {
      return directory.toRealPath();
    } catch (NoSuchFileException e) {
      throw new DatastoreException("there is no repository: " + directory + " does not exist", e);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot open the repository " + directory, e);
    }
  }

  private static FileChannel lockForWriting(Path directory) {
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

  private static @Nullable FileChannel lockForReading(Path directory) {
    Path file = directory.resolve(FILE);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException | AccessDeniedException e) {
      return null;
    } catch (IOException e) {
      throw IoFailures.wrap("cannot read the lock of the repository, " + file, e);
    }
    try {
      if (channel.tryLock(0, Long.MAX_VALUE, /* shared= */ true) != null) {
        return channel;
      }
    } catch (IOException e) {
      return channel; // a file system without locks
    } catch (OverlappingFileLockException e) {
      throw closedAfter(channel, locked(directory, "this process"));
    }
    String holder;
    try {
      holder = holder(file);
    } catch (IOException e) {
      holder = "another process";
    }
    throw closedAfter(channel, locked(directory, holder));
  }

  private static DatastoreLockedException closedAfter(
      FileChannel channel, DatastoreLockedException failure) {
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static void writeHolder(FileChannel channel) throws IOException {
    String holder = "process " + ProcessHandle.current().pid();
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
  }

  /** A process that was the last to write may be gone, and others may be reading since. */
  private static String holder(Path file) throws IOException {
    Matcher holder = HOLDER.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    Optional<ProcessHandle> process =
        holder.matches() ? ProcessHandle.of(Long.parseLong(holder.group(1))) : Optional.empty();
    return process.isPresent() ? holder.group() : "another process";
  }

  private static DatastoreLockedException locked(Path directory, String holder) {
    return new DatastoreLockedException(
        "the repository %s is in use by %s; close it there first".formatted(directory, holder));
  }

  @Override
  public void close() {
    if (!givenUp.compareAndSet(false, true)) {
      return;
    }
    GUARD.lock();
    try {
      Holding held = HELD_HERE.remove(key);
      if (held != null && held.readers > 1) {
        HELD_HERE.put(key, new Holding(held.channel, held.readers - 1));
      } else if (held != null && held.channel != null) {
        held.channel.close();
      }
    } catch (IOException e) {
      throw IoFailures.wrap("cannot unlock the repository " + key, e);
    } finally {
      GUARD.unlock();
    }
  }
}
