package dev.cairn.repo;

import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where engines write down what they have to while they follow the stores of another repository:
 * inside the repository that follows, gone when it is closed.
 */
final class FollowerFolder implements AutoCloseable {

  /** The folder, in the repository that follows, of those that are in use and of what was left. */
  static final String ALL = "followers";

  private static final Logger LOGGER = LoggerFactory.getLogger(FollowerFolder.class);

  private final Path path;
  private final AtomicInteger stores = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  private FollowerFolder(Path path) {
    this.path = path;
  }

  /** Makes a folder in a repository that is open. */
  static FollowerFolder in(Path home) {
    Path all = home.resolve(ALL);
    try {
      Files.createDirectories(all);
      return new FollowerFolder(Files.createTempDirectory(all, ""));
    } catch (IOException e) {
      throw IoFailures.wrap("cannot make a folder to follow another repository in " + all, e);
    }
  }

  /** Deletes what killed processes left in a repository, whose lock the caller has just taken. */
  static void sweep(Path home) {
    Path all = home.resolve(ALL);
    try {
      if (Files.exists(all)) {
        DurableFiles.deleteTree(all);
      }
    } catch (IOException e) {
      LOGGER.warn("cannot delete {}, which nobody uses: {}", all, IoFailures.reason(e));
    }
  }

  /** {@return a directory for one more store, which does not exist yet} */
  Path next() {
    return path.resolve(Integer.toString(stores.getAndIncrement()));
  }

  /** Deletes the folder. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      DurableFiles.deleteTree(path);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot delete " + path, e);
    }
  }
}
