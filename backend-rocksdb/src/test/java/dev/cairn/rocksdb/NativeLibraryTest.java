package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.util.Environment;

@EnabledOnOs({OS.LINUX, OS.MAC})
@DisabledIfEnvironmentVariable(
    named = "ROCKSDB_SHAREDLIB_DIR",
    matches = ".*",
    disabledReason = "the library is unpacked where this says")
final class NativeLibraryTest {

  @TempDir Path directory;

  private Path temporary = Path.of("");

  @BeforeEach
  void createFolder() throws IOException {
    temporary = Files.createDirectory(directory.resolve("temporary"));
  }

  /** Opens a store, says so, and waits to be killed if there is a second argument. */
  static final class Opener {

    private Opener() {}

    /** Takes the directory of the store. */
    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    public static void main(String[] arguments) throws IOException {
      try (RocksDbDatastore store =
          RocksDbDatastore.open(Path.of(arguments[0]), RocksDbOptions.forSmallRecords())) {
        System.out.println("open");
        if (arguments.length > 1) {
          System.in.read();
        }
      }
    }
  }

  private ForkedJvm jvm(String... arguments) {
    String[] all =
        Stream.concat(Stream.of(directory.resolve("store").toString()), Stream.of(arguments))
            .toArray(String[]::new);
    return ForkedJvm.of(Opener.class, all).withProperty("java.io.tmpdir", temporary.toString());
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void all_jvms_of_a_user_share_one_file_whatever_becomes_of_them() throws IOException {
    jvm("killed").killedAfter(1);
    List<Path> files = filesBelow(temporary);
    assertThat(files).hasSize(1);
    Path library = files.get(0);
    Object inode = Files.getAttribute(library, "unix:ino");
    assertThat(Files.size(library)).isGreaterThan(1_000_000);
    for (Path folder : new Path[] {library.getParent(), library.getParent().getParent()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
    }

    jvm().run().expectSuccess();
    jvm("killed").killedAfter(1);

    assertThat(filesBelow(temporary)).containsExactly(library);
    assertThat(Files.getAttribute(library, "unix:ino")).isEqualTo(inode);
  }

  @Test
  void a_damaged_or_unfinished_file_is_replaced() throws IOException {
    jvm().run().expectSuccess();
    Path library = filesBelow(temporary).get(0);
    byte[] right = Files.readAllBytes(library);
    StoreSurgery.flipBit(library, 8L * right.length / 2);
    Files.write(library.resolveSibling("unpacked123.tmp"), new byte[1000]);

    jvm().run().expectSuccess();

    assertThat(filesBelow(temporary)).containsExactly(library);
    assertThat(library).hasBinaryContent(right);
  }

  @Test
  void a_folder_that_others_can_write_to_is_refused() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open to all"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path below = Files.createDirectory(open.resolve("below"));

    for (Path folder : new Path[] {open, below}) {
      ForkedJvm.Outcome outcome =
          jvm().withProperty(UnpackedLibrary.FOLDER, folder.toString()).run();

      assertThat(outcome.exitCode()).isNotZero();
      assertThat(String.join("\n", outcome.errors()))
          .contains(
              "the folder " + folder + ", which the property cairn.rocksdb.libraries names, has");
    }

    assertThat(filesBelow(open)).isEmpty();
    assertThat(filesBelow(temporary)).isEmpty();
  }

  @Test
  void the_folder_can_be_named() throws IOException {
    Path named = directory.resolve("named").resolve("deeper");

    jvm().withProperty(UnpackedLibrary.FOLDER, named.toString()).run().expectSuccess();

    assertThat(filesBelow(named)).hasSize(1);
    assertThat(filesBelow(temporary)).isEmpty();
  }

  @Test
  void a_library_on_the_library_path_is_used_as_it_is() throws IOException {
    jvm().run().expectSuccess();
    Path library = filesBelow(temporary).get(0);
    Path given = Files.createDirectory(directory.resolve("given"));
    Files.move(library, given.resolve(Environment.getSharedLibraryFileName("rocksdb")));

    jvm().withProperty("java.library.path", given.toString()).run().expectSuccess();

    assertThat(filesBelow(temporary)).isEmpty();
  }
}
