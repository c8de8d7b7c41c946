package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryDatastoreFactoryTest {

  @TempDir Path root;

  private Path parent;
  private DirectoryDatastoreFactory factory;

  @BeforeEach
  void createFactory() {
    parent = root.resolve("a/keystore");
    factory = new DirectoryDatastoreFactory(parent, DirectoryDatastoreFactoryTest::openFake);
  }

  /** Leaves a file of 10 bytes and a directory with another of 5. */
  private static Batching openFake(Path directory) {
    try {
      Files.write(directory.resolve("data"), new byte[10]);
      Files.createDirectories(directory.resolve("below"));
      Files.write(directory.resolve("below/more"), new byte[5]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new MemoryDatastore();
  }

  @Test
  void a_datastore_is_a_directory_and_its_destruction_frees_its_bytes() {
    assertThat(factory.names()).isEmpty();

    factory.create("gen-1").close();
    factory.create("gen-12").close();
    assertThat(factory.names()).containsExactlyInAnyOrder("gen-1", "gen-12");
    factory.open("gen-1").close();

    assertThat(factory.destroy("gen-1")).isEqualTo(15);
    assertThat(factory.destroy("gen-1")).isZero();
    assertThat(factory.names()).containsExactly("gen-12");
    assertThat(parent.resolve("gen-1")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "/",
        "0",
        "meta",
        "gen-",
        "gen-0",
        "gen-01",
        "gen--1",
        "gen-1/",
        "gen-1/..",
        "../gen-1",
        "0/../..",
        "/tmp/gen-1",
        "gen-1\n",
        "Gen-1",
        "gen-1234567890123456789",
        "gen-١"
      })
  void a_name_that_is_no_generation_is_refused_before_anything_happens(String name)
      throws IOException {
    Path precious = Files.createFile(parent.resolve("precious"));

    for (Runnable call :
        new Runnable[] {
          () -> factory.create(name), () -> factory.open(name), () -> factory.destroy(name)
        }) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no name of a generation");
    }

    assertThat(precious).exists();
    assertThat(parent).isDirectoryContaining(precious::equals);
    try (var files = Files.list(parent)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void what_exists_is_not_created_again_and_what_does_not_is_not_opened() {
    factory.create("gen-1").close();

    assertThatThrownBy(() -> factory.create("gen-1"))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("exists already");
    assertThatThrownBy(() -> factory.open("gen-2"))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("gen-2 is no directory");
    assertThat(factory.names()).containsExactly("gen-1");
  }

  @Test
  void a_link_in_place_of_a_generation_is_refused_and_what_it_points_to_stays() throws IOException {
    Path outside = Files.createDirectory(root.resolve("outside"));
    Path precious = Files.createFile(outside.resolve("precious"));
    Path link = Files.createSymbolicLink(parent.resolve("gen-3"), outside);

    assertThatThrownBy(() -> factory.destroy("gen-3"))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("is a link");
    assertThatThrownBy(() -> factory.open("gen-3")).isInstanceOf(DatastoreException.class);
    assertThatThrownBy(() -> factory.create("gen-3")).isInstanceOf(DatastoreException.class);

    assertThat(precious).exists();
    assertThat(link).isSymbolicLink();
    assertThat(factory.names()).containsExactly("gen-3");
  }

  @Test
  void a_link_inside_a_generation_is_deleted_and_what_it_points_to_stays() throws IOException {
    Path outside = Files.createDirectory(root.resolve("outside"));
    Path precious = Files.createFile(outside.resolve("precious"));
    factory.create("gen-1").close();
    Files.createSymbolicLink(parent.resolve("gen-1/link"), outside);

    assertThat(factory.destroy("gen-1")).isEqualTo(15);

    assertThat(precious).exists();
    assertThat(parent.resolve("gen-1")).doesNotExist();
  }

  @Test
  void an_opener_that_fails_leaves_a_directory_that_can_be_destroyed() {
    var failing =
        new DirectoryDatastoreFactory(
            parent,
            directory -> {
              throw new DatastoreException("no engine");
            });

    assertThatThrownBy(() -> failing.create("gen-1")).hasMessage("no engine");

    assertThat(failing.names()).containsExactly("gen-1");
    assertThat(failing.destroy("gen-1")).isZero();
    assertThat(failing.names()).isEmpty();
  }
}
