package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.NoSpaceException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreDirectoryTest {

  @TempDir private Path parent;

  @Test
  void a_claim_creates_the_directory_with_its_parents() throws IOException {
    Path path = parent.resolve("a/b/store");
    try (StoreDirectory claim = StoreDirectory.claim("Test", path)) {
      assertThat(path).isDirectory();
      assertThat(claim.path()).isEqualTo(path.toRealPath());
      assertThat(claim.isReadOnly()).isFalse();
      assertThat(claim).hasToString("the Test store at " + path.toRealPath());
    }
  }

  @Test
  void a_directory_is_claimed_once_by_whatever_name_until_it_is_given_up() throws IOException {
    Path path = parent.resolve("store");
    StoreDirectory claim = StoreDirectory.claim("Test", path);
    Path link = Files.createSymbolicLink(parent.resolve("link"), path);
    Files.createFile(path.resolve("CURRENT"));

    for (Path name : new Path[] {path, link, parent.resolve("x/../store"), path.resolve(".")}) {
      assertThatThrownBy(() -> StoreDirectory.claim("Test", name))
          .as("%s", name)
          .isInstanceOf(DatastoreLockedException.class)
          .hasMessageContainingAll(name.toString(), "this process has it open", "close it there");
    }
    assertThatThrownBy(() -> StoreDirectory.claimForReading("Test", path))
        .isInstanceOf(DatastoreLockedException.class);

    claim.close();
    claim.close();
    StoreDirectory.claim("Test", link).close();
  }

  @Test
  void readers_that_share_a_directory_keep_writers_out_until_the_last_is_gone() throws IOException {
    Path path = Files.createDirectory(parent.resolve("store"));
    Files.createFile(path.resolve("CURRENT"));
    StoreDirectory one = StoreDirectory.claimForSharedReading("Test", path);
    StoreDirectory two = StoreDirectory.claimForSharedReading("Test", path);

    assertThat(one.isReadOnly()).isTrue();
    one.close();
    one.close();
    assertThatThrownBy(() -> StoreDirectory.claim("Test", path))
        .isInstanceOf(DatastoreLockedException.class);
    assertThatThrownBy(() -> StoreDirectory.claimForReading("Test", path))
        .isInstanceOf(DatastoreLockedException.class);
    two.close();

    try (StoreDirectory writer = StoreDirectory.claim("Test", path)) {
      assertThatThrownBy(() -> StoreDirectory.claimForSharedReading("Test", path))
          .isInstanceOf(DatastoreLockedException.class);
      assertThat(writer.isReadOnly()).isFalse();
    }
  }

  @Test
  void readers_look_at_the_files_one_after_the_other() throws Exception {
    Path path = Files.createDirectory(parent.resolve("store"));
    Files.createFile(path.resolve("CURRENT"));
    Files.createFile(path.resolve("LOCK"));
    AtomicInteger looking = new AtomicInteger();
    List<Callable<Boolean>> looks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      looks.add(
          () -> {
            try (StoreDirectory reader = StoreDirectory.claimForSharedReading("Test", path)) {
              return reader.runUnlessLocked(
                  () -> {
                    assertThat(looking.incrementAndGet()).isEqualTo(1);
                    assertThat(reader.files("*")).hasSize(2);
                    looking.decrementAndGet();
                  });
            }
          });
    }

    ExecutorService threads = Executors.newFixedThreadPool(looks.size());
    try {
      for (Future<Boolean> look : threads.invokeAll(looks)) {
        assertThat(look.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void beside_a_writer_nothing_is_claimed_and_its_lock_is_left_alone() throws IOException {
    Path path = parent.resolve("store");
    try (StoreDirectory writer = StoreDirectory.claim("Test", path)) {
      Files.createFile(path.resolve("CURRENT"));
      try (StoreDirectory beside = StoreDirectory.besideWriter("Test", path)) {
        assertThat(beside.isReadOnly()).isTrue();
        assertThat(beside.path()).isEqualTo(writer.path());
        assertThat(
                beside.runUnlessLocked(
                    () -> {
                      throw new AssertionError("run");
                    }))
            .isFalse();
      }
      assertThatThrownBy(() -> StoreDirectory.claim("Test", path))
          .isInstanceOf(DatastoreLockedException.class);
    }
  }

  @Test
  void reading_needs_a_store_and_creates_none() throws IOException {
    Path path = parent.resolve("store");
    assertThatThrownBy(() -> StoreDirectory.claimForReading("Test", path))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContainingAll(path.toString(), "no Test store is there", "for writing");
    assertThat(path).doesNotExist();

    Files.createDirectory(path);
    Files.createFile(path.resolve("CURRENT"));
    try (StoreDirectory claim = StoreDirectory.claimForReading("Test", path)) {
      assertThat(claim.isReadOnly()).isTrue();
    }
  }

  @Test
  void what_is_no_directory_is_refused() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));

    for (Path path : new Path[] {file, file.resolve("store")}) {
      assertThatThrownBy(() -> StoreDirectory.claim("Test", path))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContainingAll("cannot create the directory", path.toString(), "Test");
    }
  }

  @Test
  void another_file_system_than_the_default_is_refused() throws IOException {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      assertThatThrownBy(() -> StoreDirectory.claim("Test", memory.getPath("/store")))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContainingAll("jimfs", "default file system");
    }
  }

  @Test
  void an_engine_that_cannot_be_opened_gives_up_the_claim() {
    Path path = parent.resolve("store");
    IOException full = new IOException("No space left on device");
    DatastoreException ours = new DatastoreException("told already");

    assertThatThrownBy(
            () ->
                StoreDirectory.claim("Test", path)
                    .open(
                        () -> {
                          throw full;
                        },
                        e -> EngineFault.NO_SPACE))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageContainingAll("cannot open the Test store at", "No space left")
        .hasCause(full);
    assertThatThrownBy(
            () ->
                StoreDirectory.claim("Test", path)
                    .open(
                        () -> {
                          throw ours;
                        },
                        e -> EngineFault.OTHER))
        .isSameAs(ours);
    try (StoreDirectory claim = StoreDirectory.claim("Test", path)) {
      assertThat(claim.<String>open(() -> "engine", e -> EngineFault.OTHER)).isEqualTo("engine");
    }
  }

  @Test
  void files_are_found_by_their_names() throws IOException {
    try (StoreDirectory claim = StoreDirectory.claim("Test", parent)) {
      Files.createFile(parent.resolve("1.log"));
      Files.createFile(parent.resolve("2.log"));
      Files.createFile(parent.resolve("3.sst"));

      assertThat(claim.files("*.log"))
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder("1.log", "2.log");
      assertThat(claim.files("CURRENT")).isEmpty();
    }
  }
}
