package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

  @TempDir private Path directory;

  @Test
  void a_file_is_written_whole_and_nothing_else_is_left() throws IOException {
    Path file = directory.resolve("file");

    DurableFiles.write(file, new byte[100_000]);
    DurableFiles.write(file, new byte[] {1, 2, 3});

    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(directory).isDirectoryContaining(file::equals);
    assertThat(directory.toFile().list()).hasSize(1);
    DurableFiles.write(file, new byte[0]);
    assertThat(file).isEmptyFile();
  }

  @Test
  void what_a_crash_left_half_written_beside_it_is_no_obstacle() throws IOException {
    Path file = directory.resolve("file");
    Files.write(file, new byte[] {1});
    Files.write(directory.resolve("file.tmp"), new byte[1000]);

    DurableFiles.write(file, new byte[] {2});

    assertThat(file).hasBinaryContent(new byte[] {2});
    assertThat(directory.resolve("file.tmp")).doesNotExist();
  }

  @Test
  void where_writing_fails_the_old_content_stays() throws IOException {
    Path file = directory.resolve("file");
    Files.write(file, new byte[] {1});
    Files.createDirectory(directory.resolve("file.tmp"));

    assertThatThrownBy(() -> DurableFiles.write(file, new byte[] {2}))
        .isInstanceOf(IOException.class);

    assertThat(file).hasBinaryContent(new byte[] {1});
  }

  @Test
  void where_the_name_cannot_be_taken_what_is_there_stays() throws IOException {
    Path taken = Files.createDirectories(directory.resolve("taken/inner")).getParent();

    assertThatThrownBy(() -> DurableFiles.write(taken, new byte[] {2}))
        .isInstanceOf(IOException.class);

    assertThat(taken.resolve("inner")).isDirectory();
  }

  @Test
  void a_parent_that_does_not_exist_is_not_created() {
    assertThatThrownBy(() -> DurableFiles.write(directory.resolve("no/file"), new byte[0]))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void a_directory_that_is_none_cannot_be_forced() throws IOException {
    DurableFiles.syncDirectory(directory);
    DurableFiles.syncDirectory(null);

    assertThatThrownBy(() -> DurableFiles.syncDirectory(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void a_tree_is_deleted_with_all_below_it_and_no_link_is_followed() throws IOException {
    Path outside = Files.write(directory.resolve("outside"), new byte[7]);
    Path tree = Files.createDirectories(directory.resolve("tree/a/b")).getParent().getParent();
    Files.write(tree.resolve("one"), new byte[10]);
    Files.write(tree.resolve("a/b/two"), new byte[20]);
    Files.createSymbolicLink(tree.resolve("a/link"), outside);
    Files.createSymbolicLink(tree.resolve("loop"), tree);

    assertThat(DurableFiles.sizeOfTree(tree)).isEqualTo(30);
    assertThat(DurableFiles.deleteTree(tree)).isEqualTo(30);

    assertThat(tree).doesNotExist();
    assertThat(outside).hasSize(7);
    assertThat(DurableFiles.sizeOfTree(tree)).isZero();
    assertThat(DurableFiles.deleteTree(tree)).isZero();
  }

  @Test
  void a_single_file_is_a_tree_too() throws IOException {
    Path file = Files.write(directory.resolve("file"), new byte[5]);

    assertThat(DurableFiles.sizeOfTree(file)).isEqualTo(5);
    assertThat(DurableFiles.deleteTree(file)).isEqualTo(5);
    assertThat(file).doesNotExist();
  }
}
