package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.keystore.KeystoreOptions.OnDamage;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KuboKeystoreTest {

  private static final Key MARKER = Key.of("/provider/keystore/active");
  private static final KeystoreOptions OPTIONS =
      KeystoreOptions.defaults().withDrainTimeout(Duration.ZERO);

  private final MemoryDatastore shared = new MemoryDatastore();

  @TempDir private Path directory;

  private ResettableKeystore open() {
    return open(OPTIONS);
  }

  private ResettableKeystore open(KeystoreOptions options) {
    return KuboKeystore.open(directory, Engine.LEVELDB::open, shared, options);
  }

  @ParameterizedTest
  @CsvSource({
    "1220e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, "
        + "/0/1/1/0/1/1/1/0/0/1/0/0/1/0/1/0/twym4klWE35KrPoOz5X-rd22M18Q16hB64zI2q3-",
    "12202cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824, "
        + "/1/0/0/0/0/0/1/1/0/0/0/0/0/0/1/1/93BzbVhWomn3E8btee0SF-4L9g_Q11R6K428C6qa",
    "12202c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae, "
        + "/1/0/0/0/0/0/0/1/1/1/0/0/1/0/0/1/7-FqnKuhKQVatUWezvyufH-kDjXmzuwQ605xNNdH",
    "0003616263, /0/1/1/1/0/1/0/1/0/1/1/1/1/1/1/1/DeqaoMH43Vq1rJsw56chK7EbcCjAIR69USXKonf9"
  })
  void a_multihash_lies_under_the_key_that_kubo_gives_it(String multihash, String key) {
    try (ResettableKeystore keystore = open()) {
      keystore.put(List.of(Samples.hex(multihash)));
    }

    assertThat(stored("0"))
        .containsExactlyInAnyOrderEntriesOf(Map.of(key, multihash, "/size", "0000000000000001"));
  }

  @Test
  void a_new_keystore_is_in_directory_0_and_each_reset_takes_the_other_one() {
    try (ResettableKeystore keystore = open()) {
      assertThat(directories()).containsExactly("0");
      assertThat(shared.get(MARKER)).hasValue(new byte[] {0});

      reset(keystore, 0, 10);
      assertThat(directories()).containsExactly("1");
      assertThat(shared.get(MARKER)).hasValue(new byte[] {1});

      keystore.reset().close();
      assertThat(directories()).containsExactly("1");

      reset(keystore, 5, 20);
      assertThat(directories()).containsExactly("0");
      assertThat(shared.get(MARKER)).hasValue(new byte[] {0});
    }
    try (ResettableKeystore keystore = open()) {
      assertThat(Samples.contents(keystore))
          .containsExactlyInAnyOrderElementsOf(Samples.numbered(5, 20));
    }
  }

  @Test
  void a_reset_leaves_nothing_but_what_kubo_would() {
    try (ResettableKeystore keystore = open();
        Reset reset = keystore.reset()) {
      reset.feed(Samples.numbered(0, 5));
      keystore.put(Samples.numbered(10, 12));
      keystore.delete(Samples.numbered(1, 2));
      reset.commit();
    }

    assertThat(stored("1")).hasSize(7).containsEntry("/size", "0000000000000006");
    assertThat(stored("1").keySet())
        .filteredOn(key -> !key.equals("/size"))
        .allMatch(key -> key.length() == 73);
  }

  @Test
  void what_kubo_counted_is_gone_before_the_first_write_and_is_not_believed() {
    try (ResettableKeystore keystore = open()) {
      keystore.put(Samples.numbered(0, 10));
    }
    try (Batching store = Engine.LEVELDB.open(directory.resolve("0"))) {
      store.put(KuboFormat.SIZE, new byte[] {0, 0, 0, 0, 0, 0, 0, 99});
    }

    ResettableKeystore keystore = open();
    assertThat(keystore.size()).isEqualTo(10);
    assertThat(keystore.put(Samples.numbered(9, 12))).hasSize(2);
    keystore.close();

    assertThat(stored("0")).containsEntry("/size", "000000000000000c");
  }

  @Test
  void a_reset_is_refused_while_a_reader_holds_the_name_that_it_needs() {
    try (ResettableKeystore keystore = open()) {
      keystore.put(Samples.numbered(0, 10));
      try (CloseableIterator<Multihash> held = keystore.get(KeyspacePrefix.ALL)) {
        reset(keystore, 5, 15);

        assertThatThrownBy(keystore::reset)
            .isInstanceOf(DatastoreException.class)
            .hasMessageContaining("0 is still held by listings or snapshots of gen-1");
        assertThat(held.toList()).hasSize(10);
      }
      reset(keystore, 7, 8);
      assertThat(Samples.contents(keystore)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"PUT", "SYNC"})
  void a_marker_that_cannot_be_written_leaves_the_old_set_in_memory_and_on_disk(
      Operation operation) {
    FaultyDatastore failing = new FaultyDatastore(shared);
    try (ResettableKeystore keystore =
        KuboKeystore.open(directory, Engine.LEVELDB::open, failing, OPTIONS)) {
      keystore.put(Samples.numbered(0, 10));
      try (Reset reset = keystore.reset()) {
        reset.feed(Samples.numbered(5, 30));
        failing.failAt(operation, 1, () -> new DatastoreException("the disk is gone"));

        assertThatThrownBy(reset::commit).hasMessageContaining("the disk is gone");
      }
      assertThat(Samples.contents(keystore)).hasSize(10);
      assertThat(directories()).containsExactly("0");
    }
    try (ResettableKeystore keystore = open()) {
      assertThat(Samples.contents(keystore))
          .containsExactlyInAnyOrderElementsOf(Samples.numbered(0, 10));
      reset(keystore, 0, 3);
      assertThat(Samples.contents(keystore)).hasSize(3);
    }
  }

  @Test
  void what_a_killed_reset_left_is_swept_when_the_keystore_is_opened() throws IOException {
    try (ResettableKeystore keystore = open()) {
      keystore.put(Samples.numbered(0, 10));
    }
    Files.createDirectory(directory.resolve("1"));
    try (Batching store = Engine.LEVELDB.open(directory.resolve("1"))) {
      store.put(KuboFormat.key(Samples.numbered(77)), Samples.numbered(77).toBytes());
    }

    try (ResettableKeystore keystore = open()) {
      assertThat(directories()).containsExactly("0");
      reset(keystore, 0, 3);
      assertThat(Samples.contents(keystore))
          .containsExactlyInAnyOrderElementsOf(Samples.numbered(0, 3));
    }
  }

  @Test
  void a_link_in_the_place_of_a_directory_is_refused_and_not_followed(@TempDir Path elsewhere)
      throws IOException {
    Path precious = Files.writeString(elsewhere.resolve("precious"), "mine");
    try (ResettableKeystore keystore = open()) {
      keystore.put(Samples.numbered(0, 10));
    }
    Files.createSymbolicLink(directory.resolve("1"), elsewhere);

    try (ResettableKeystore keystore = open()) {
      assertThat(keystore.leftovers()).hasSize(1);
      assertThatThrownBy(keystore::reset)
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("is a link");
      assertThat(keystore.size()).isEqualTo(10);
    }
    assertThat(precious).hasContent("mine");
  }

  @Test
  void without_a_marker_directory_0_is_in_force_as_kubo_has_it() {
    try (ResettableKeystore keystore = open()) {
      keystore.put(Samples.numbered(0, 10));
    }
    shared.delete(MARKER);

    try (ResettableKeystore keystore = open()) {
      assertThat(keystore.size()).isEqualTo(10);
    }
  }

  @Test
  void the_marker_of_an_older_version_without_directories_begins_a_new_keystore() {
    shared.put(MARKER, new byte[] {1});

    try (ResettableKeystore keystore = open()) {
      assertThat(keystore.size()).isZero();
    }
    assertThat(shared.get(MARKER)).hasValue(new byte[] {0});
  }

  @ParameterizedTest
  @ValueSource(bytes = {1, 2, -1})
  void a_marker_that_is_wrong_is_damage_and_serves_no_stale_set(byte marker) {
    try (ResettableKeystore keystore = open()) {
      keystore.put(Samples.numbered(0, 10));
    }
    shared.put(MARKER, new byte[] {marker});

    assertThatThrownBy(this::open).isInstanceOf(CorruptDataException.class);
    try (ResettableKeystore keystore = open(OPTIONS.withOnDamage(OnDamage.START_EMPTY))) {
      assertThat(keystore.size()).isZero();
      assertThat(keystore.damage()).isPresent();
      assertThat(directories()).hasSize(1);
    }
  }

  @Test
  void a_key_that_is_not_that_of_its_multihash_is_found() {
    try (ResettableKeystore keystore = open()) {
      keystore.put(Samples.numbered(0, 10));
    }
    try (Batching store = Engine.LEVELDB.open(directory.resolve("0"))) {
      store.put(KuboFormat.key(Samples.numbered(3)), Samples.numbered(4).toBytes());
    }

    try (ResettableKeystore keystore = open();
        CloseableIterator<Multihash> all = keystore.get(KeyspacePrefix.ALL)) {
      assertThatThrownBy(all::toList)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("not the key of the multihash");
    }
  }

  @Test
  void the_other_layout_is_refused() {
    ResettableKeystore.open(directory, Engine.LEVELDB::open).close();
    assertThatThrownBy(this::open)
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("Cairn's own layout");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5000})
  void a_keystore_of_kubo_is_moved_to_the_own_layout(int keys) throws IOException {
    try (ResettableKeystore keystore = open()) {
      reset(keystore, 0, keys);
    }
    assertThat(KuboKeystore.isIn(directory)).isTrue();

    ResetResult result =
        KuboKeystore.moveToOwnLayout(
            directory, Engine.LEVELDB::open, Engine.ROCKSDB::open, shared, OPTIONS);

    assertThat(result.after()).isEqualTo(keys);
    assertThat(directories()).containsExactly(result.generation(), "meta");
    assertThat(KuboKeystore.isIn(directory)).isFalse();
    try (ResettableKeystore keystore = ResettableKeystore.open(directory, Engine.ROCKSDB::open)) {
      assertThat(Samples.contents(keystore))
          .containsExactlyInAnyOrderElementsOf(Samples.numbered(0, keys));
    }
  }

  @Test
  void what_kubo_wrote_is_read() throws IOException {
    Path kubo = Path.of(System.getProperty("cairn.fixtures", "missing"), "kubo-repo");
    assumeTrue(Files.isDirectory(kubo), () -> "no sample repository of Kubo in " + kubo);
    Set<String> keys = new HashSet<>();
    for (String line : Files.readAllLines(kubo.resolve("manifest-provider-keystore-1.tsv"))) {
      keys.add(line.split("\t", -1)[0]);
    }
    keys.remove("/size");
    try (KeystoreView view =
        new SnapshotView(
            KuboStore.ofExisting(
                LevelDbDatastore.openReadOnly(
                    kubo.resolve("provider-keystore/1"), LevelDbOptions.defaults()),
                () -> {}),
            keys.size())) {
      List<Multihash> contents = view.get(KeyspacePrefix.ALL).toList();

      assertThat(contents)
          .isNotEmpty()
          .extracting(multihash -> KuboFormat.key(multihash).toString())
          .containsExactlyInAnyOrderElementsOf(keys);
      assertThat(contents).isSortedAccordingTo(Comparator.comparing(KademliaId::of));
    }
  }

  private static void reset(ResettableKeystore keystore, int from, int to) {
    try (Reset reset = keystore.reset()) {
      reset.feed(Samples.numbered(from, to));
      reset.commit();
    }
  }

  private List<String> directories() {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what lies in a directory, values in hexadecimal digits. */
  private Map<String, String> stored(String name) {
    Map<String, String> found = new HashMap<>();
    try (Batching store = Engine.LEVELDB.open(directory.resolve(name))) {
      for (Entry entry : store.query(Query.all()).toList()) {
        found.put(entry.key().toString(), HexFormat.of().formatHex(entry.value()));
      }
    }
    return found;
  }
}
