package dev.cairn.datastore.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Changes to files that survive loss of power once the call returns. */
public final class DurableFiles {

  private DurableFiles() {}

  /**
   * Sets the content of {@code target} whole: a reader, or whoever comes after a crash, finds the
   * old content or the new one and never a part. The parent directory has to exist.
   *
   * @param target the file, created where it does not exist
   * @param content the bytes, not kept
   * @throws IOException if it cannot be written; the old content stays
   */
  public static void write(Path target, byte[] content) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(/* metaData= */ true);
    }
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory(target.toAbsolutePath().getParent());
  }

  /**
   * Forces the names in {@code directory} to the medium: files created, renamed or deleted in it.
   * Does nothing where the platform cannot (Windows keeps such changes in order by itself).
   *
   * @param directory the directory; {@code null}, the parent of a root, is passed over
   * @throws IOException if the medium reports an error
   */
  public static void syncDirectory(@Nullable Path directory) throws IOException {
    if (directory == null || isWindows()) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(/* metaData= */ true);
    }
  }

  /**
   * Deletes {@code root} and all below it, and forces the deletion to the medium. A symbolic link
   * is deleted and never followed.
   *
   * @param root a file or directory; where it does not exist, nothing happens
   * @return the bytes of the files that were deleted
   * @throws IOException if something cannot be deleted; the rest may be gone
   */
  public static long deleteTree(Path root) throws IOException {
    TreeDeletion deletion = new TreeDeletion();
    try {
      Files.walkFileTree(root, deletion);
    } catch (NoSuchFileException e) {
      if (!root.toString().equals(e.getFile())) {
        throw e;
      }
    }
    syncDirectory(root.toAbsolutePath().getParent());
    return deletion.bytes;
  }

  /**
   * {@return the bytes of all files below {@code root}; 0 where it does not exist} Links are not
   * followed; files that vanish meanwhile do not count.
   *
   * @param root a file or directory
   * @throws IOException if a directory cannot be read
   */
  public static long sizeOfTree(Path root) throws IOException {
    TreeSize size = new TreeSize();
    Files.walkFileTree(root, size);
    return size.bytes;
  }

  private static boolean isWindows() {
    return System.getProperty("os.name", "").startsWith("Windows");
  }

  private static final class TreeDeletion extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  private static final class TreeSize extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }
}
