package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native library, unpacked from its jar once for all JVMs of a user. RocksDB itself
 * unpacks its 17 MB for each JVM, and one that is killed leaves them.
 *
 * <p>The file is {@code cairn-rocksdb-<user>/<hash>/<library>} in the folder of temporary files, or
 * {@code <hash>/<library>} in the folder that the system property {@value #FOLDER} names. Whoever
 * could change it could run anything in this process: so the folders must belong to the user and be
 * writable for nobody else, and the file is compared with the jar before it is loaded.
 */
final class UnpackedLibrary {

  static final String NAME = "rocksdb";

  /** Names the folder, instead of one among the temporary files. */
  static final String FOLDER = "cairn.rocksdb.libraries";

  /** How RocksDB looks for the library in a folder that it is given: with the name twice. */
  private static final String FILE = Environment.getJniLibraryFileName(NAME + "jni");

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  /** Of the mode of a directory. (inode(7)) */
  private static final int OTHERS_MAY_WRITE = 0022;

  private static final int STICKY = 01000;
  private static final int ROOT = 0;

  private UnpackedLibrary() {}

  /**
   * {@return a folder that holds the library; nothing where the jar has none for this platform, or
   * there is no folder that is certainly the user's own: then RocksDB is left to find its way}
   */
  static Optional<Path> folder() {
    String named = System.getProperty(FOLDER);
    try {
      Optional<Path> folder = folderIn(named == null ? ownTemporary() : existing(named));
      if (folder.isEmpty() && named != null) {
        throw new IllegalStateException(
            "the folder %s, which the property %s names, has to be this user's own, it and all above it writable for nobody else"
                .formatted(named, FOLDER));
      }
      return folder;
    } catch (IOException e) {
      if (named != null) {
        throw new UncheckedIOException(
            "the folder %s, which the property %s names: %s".formatted(named, FOLDER, e), e);
      }
      return Optional.empty();
    }
  }

  private static Optional<Path> folderIn(Path base) throws IOException {
    if (!base.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return Optional.empty();
    }
    byte[] library = fromJar();
    if (library == null || !isOwn(base) || !isSafeAbove(base)) {
      return Optional.empty();
    }
    Path folder = base.resolve(hash(library));
    if (!isOwn(folder)) {
      return Optional.empty();
    }
    if (!holds(folder.resolve(FILE), library)) {
      unpack(library, folder);
    }
    return Optional.of(folder);
  }

  private static Path existing(String named) throws IOException {
    return Files.createDirectories(Path.of(named)).toRealPath();
  }

  private static Path ownTemporary() throws IOException {
    String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
    return Path.of(System.getProperty("java.io.tmpdir"))
        .toRealPath()
        .resolve("cairn-rocksdb-" + user);
  }

  /** Returns whether nobody else can put another folder in the place of one: root always can. */
  private static boolean isSafeAbove(Path folder) throws IOException {
    int user = (int) Files.getAttribute(folder, "unix:uid");
    for (Path above = folder.getParent(); above != null; above = above.getParent()) {
      int owner = (int) Files.getAttribute(above, "unix:uid");
      int mode = (int) Files.getAttribute(above, "unix:mode");
      boolean isWritable = (mode & OTHERS_MAY_WRITE) != 0 && (mode & STICKY) == 0;
      if (isWritable || (owner != user && owner != ROOT)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the library for this platform: RocksDB knows one, and for some a second to try. */
  private static byte @Nullable [] fromJar() throws IOException {
    byte[] library = resource(Environment.getJniLibraryFileName(NAME));
    String second = Environment.getFallbackJniLibraryFileName(NAME);
    return library == null && second != null ? resource(second) : library;
  }

  private static byte @Nullable [] resource(String name) throws IOException {
    try (InputStream content = RocksDB.class.getResourceAsStream("/" + name)) {
      return content == null ? null : content.readAllBytes();
    }
  }

  private static String hash(byte[] library) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(library));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns whether a folder, made if need be, is the user's, and writable for nobody else. */
  private static boolean isOwn(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
    } catch (FileAlreadyExistsException e) {
      // Whose it is, is seen below.
    }
    PosixFileAttributes found =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return found.isDirectory()
        && found.permissions().stream().noneMatch(OTHERS_WRITE::contains)
        && found.owner().equals(user(folder));
  }

  /** Returns who owns a file that this process makes. */
  private static UserPrincipal user(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "probe", ".tmp");
    try {
      return Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS);
    } finally {
      Files.delete(probe);
    }
  }

  private static boolean holds(Path file, byte[] library) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == library.length
        && Arrays.equals(Files.readAllBytes(file), library);
  }

  private static void unpack(byte[] library, Path folder) throws IOException {
    removeUnfinished(folder);
    Path temporary = Files.createTempFile(folder, "unpacked", ".tmp");
    try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(library);
      while (content.hasRemaining()) {
        file.write(content);
      }
      file.force(/* metaData= */ true);
    }
    Files.move(
        temporary,
        folder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    DurableFiles.syncDirectory(folder);
  }

  /** Removes what a process that was killed has left, or one that comes too late is writing. */
  private static void removeUnfinished(Path folder) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "unpacked*.tmp")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }
}
