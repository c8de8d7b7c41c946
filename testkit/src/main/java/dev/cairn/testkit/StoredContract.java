package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static dev.cairn.testkit.DatastoreContract.assertLacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a store in a directory of its own does with that directory: makes it, holds it alone, and
 * opens it for reading.
 */
public abstract class StoredContract extends DatastoreFixture {

  private static final Key KEY = Key.of("/folder/name");

  /** More than a store wants to leave free. */
  private static final long DISK = 1L << 30;

  /** Creates the contract for one test. */
  protected StoredContract() {}

  /**
   * {@return the store in {@code directory}, open for reading alone, or nothing where the engine is
   * not opened so} The contract closes it.
   *
   * @param directory where a store may be
   */
  protected abstract Optional<Datastore> openReadOnly(Path directory);

  @BeforeEach
  final void onlyForStoresInDirectories() {
    assumeTrue(persistent(), "the store has no directory");
  }

  /** Opens a store for reading; skips the test where the engine cannot. */
  private Datastore reader(String name) {
    return openReadOnly(directory(name))
        .orElseGet(() -> abort("the engine is not opened for reading alone"));
  }

  @Test
  void missing_directories_are_created() {
    Path deep = directory("a").resolve("b c").resolve("d");

    track(open(deep)).put(KEY, Samples.bytes("value"));

    assertThat(deep).isDirectory();
  }

  @Test
  void a_file_in_the_place_of_the_directory_is_refused_and_left() throws IOException {
    Path file = Files.write(directory("file"), Samples.bytes("not a store"));

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).hasBinaryContent(Samples.bytes("not a store"));
  }

  @Test
  void a_store_that_this_process_has_open_is_refused_and_goes_on() throws IOException {
    store().put(KEY, Samples.bytes("value"));
    Path link = Files.createSymbolicLink(directory("link"), directory("store"));

    for (Path path : new Path[] {directory("store"), link}) {
      assertThatThrownBy(() -> open(path))
          .isInstanceOfSatisfying(
              DatastoreLockedException.class, e -> assertThat(e.retryable()).isTrue())
          .hasMessageContaining(path.toString());
    }

    assertHolds(store(), KEY, Samples.bytes("value"));
    store().put(KEY, Samples.bytes("other"));
    assertHolds(reopened(), KEY, Samples.bytes("other"));
  }

  @Test
  void a_store_that_another_process_has_open_is_refused_until_that_ends() {
    Path held = directory("held");

    ForkedJvm.of(Holder.class, nameForForks(), held.toString())
        .killedAt(
            line -> {
              assertThat(line).isEqualTo(Holder.OPEN);
              for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> open(held))
                    .isInstanceOf(DatastoreLockedException.class)
                    .hasMessageContaining(held.toString());
              }
              return true;
            });

    assertHolds(openAt("held"), KEY, Samples.bytes("value"));
  }

  /** Opens a store in another process and holds it until it is killed. */
  static final class Holder {

    static final String OPEN = "open";

    private Holder() {}

    /** Takes the class of a fixture and a directory for the store. */
    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    public static void main(String[] arguments) throws Exception {
      Datastore store = FixtureInstances.create(arguments[0]).open(Path.of(arguments[1]));
      store.put(KEY, Samples.bytes("value"));
      System.out.println(OPEN);
      System.in.read();
      store.close();
    }
  }

  @Test
  void a_store_open_for_reading_shows_everything_and_refuses_every_write() {
    Map<Key, byte[]> contents = Samples.tree(10);
    putAll(store(), contents);
    store().close();
    Datastore reader = track(reader("store"));

    assertRefused(() -> reader.put(KEY, Samples.bytes("new")));
    assertRefused(() -> reader.delete(contents.keySet().iterator().next()));
    reader.sync(Key.ROOT);

    for (Class<?> writing : Capabilities.WRITING) {
      assertThat(reader.capability(writing)).as(writing.getSimpleName()).isEmpty();
    }
    contents.forEach((key, value) -> assertHolds(reader, key, value));
    assertLacks(reader, KEY);
    assertThat(Shown.all(reader.query(Query.all()))).hasSameSizeAs(contents.keySet());
    reader.close();
    assertThatThrownBy(() -> reader.get(KEY)).isInstanceOf(DatastoreClosedException.class);
    contents.forEach((key, value) -> assertHolds(reopened(), key, value));
  }

  private void assertRefused(ThrowingCallable write) {
    assertThatThrownBy(write)
        .isInstanceOf(ReadOnlyDatastoreException.class)
        .hasMessageContaining(directory("store").toString());
  }

  @Test
  void nothing_is_opened_for_reading_and_nothing_is_made_where_there_is_no_store()
      throws IOException {
    openAt("probe").close();
    reader("probe").close();
    Path absent = directory("absent");
    Path empty = Files.createDirectory(directory("empty"));

    for (Path path : new Path[] {absent, empty}) {
      assertThatThrownBy(() -> openReadOnly(path))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining(path.toString());
    }

    assertThat(absent).doesNotExist();
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void a_read_only_file_system_is_told_of_and_reading_changes_nothing_there() throws IOException {
    try (RamDisk disk = RamDisk.mountedAt(directory("disk"), DISK)) {
      Path path = writeStore(disk.path().resolve("store"));
      disk.makeReadOnly();

      assertIsForReadingAlone(path, "mount it for writing");
    }
  }

  @Test
  void a_directory_that_may_not_be_written_is_told_of_and_reading_changes_nothing_there()
      throws IOException {
    Path path = writeStore(directory("store"));
    Set<PosixFilePermission> before = Files.getPosixFilePermissions(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeTrue(!Files.isWritable(path), "whoever runs the tests may write everywhere");

      assertIsForReadingAlone(path, "give the user of this process access to the files");
    } finally {
      Files.setPosixFilePermissions(path, before);
    }
  }

  private Path writeStore(Path path) {
    try (Datastore store = open(path)) {
      putAll(store, Samples.tree(10));
    }
    return path;
  }

  private void assertIsForReadingAlone(Path path, String advice) throws IOException {
    Map<String, String> before = StoreSurgery.fingerprint(path);

    assertThatThrownBy(() -> open(path))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(advice);
    Optional<Datastore> reading = openReadOnly(path);
    if (reading.isPresent()) {
      Datastore reader = track(reading.get());
      Samples.tree(10).forEach((key, value) -> assertHolds(reader, key, value));
      assertThatThrownBy(() -> reader.put(KEY, Samples.bytes("new")))
          .isInstanceOf(ReadOnlyDatastoreException.class);
      reader.close();
    }

    assertThat(StoreSurgery.fingerprint(path)).isEqualTo(before);
  }
}
