package dev.cairn.keystore;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * A marker in a directory of its own: the file {@code active} with one line that names the
 * generation and ends with its checksum, and the file {@code lock}, which keeps a second process
 * away for as long as the marker is open.
 */
public final class FileMarker implements GenerationMarker {

  private final Path file;
  private final FileChannel lock;

  private FileMarker(Path file, FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  /**
   * Opens the marker in a directory and locks it.
   *
   * @param directory the directory, created where it does not exist
   * @return the marker
   * @throws DatastoreLockedException if it is open elsewhere, in this process or another
   * @throws DatastoreException if the directory cannot be created or written to
   */
  public static FileMarker open(Path directory) {
    Path lockFile = directory.resolve("lock");
    try {
      Files.createDirectories(directory);
      DurableFiles.syncDirectory(directory.toAbsolutePath().getParent());
      FileChannel lock =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!tryLock(lock)) {
        lock.close();
        throw new DatastoreLockedException(
            "the keystore is in use: another process, or another part of this one, holds %s; close it there"
                .formatted(lockFile));
      }
      return new FileMarker(directory.resolve("active"), lock);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot lock the keystore by " + lockFile, e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public OptionalLong read() {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw IoFailures.wrap("cannot read which generation of the keystore is in force", e);
    }
    return OptionalLong.of(MarkerLine.decode(content, file));
  }

  @Override
  public void write(long generation) {
    try {
      DurableFiles.write(file, MarkerLine.encode(generation));
    } catch (IOException e) {
      throw IoFailures.wrap(
          "cannot write which generation of the keystore is in force, " + file, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw IoFailures.wrap("cannot unlock the keystore", e);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
