package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.multiformats.Multihash;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A keystore in a part of a datastore, with the promises of one that has its own. */
class PrefixKeystoreTest {

  private static final Key PREFIX = Key.of("/provider/keystore");
  private static final List<Multihash> OLD = Samples.numbered(0, 50);
  private static final List<Multihash> FED = Samples.numbered(30, 80);

  private final MemoryDatastore shared = new MemoryDatastore();

  private ResettableKeystore open() {
    return ResettableKeystore.openBelow(shared, PREFIX, KeystoreOptions.defaults());
  }

  private static ResetResult reset(ResettableKeystore keystore, List<Multihash> multihashes) {
    try (Reset reset = keystore.reset()) {
      reset.feed(multihashes);
      return reset.commit();
    }
  }

  private static List<Key> keysIn(Batching store) {
    return store.query(Query.all().keysOnly()).stream().map(entry -> entry.key()).toList();
  }

  private static List<Key> outside(Batching store) {
    return keysIn(store).stream().filter(key -> !PREFIX.isAncestorOf(key)).toList();
  }

  @ParameterizedTest
  @EnumSource
  void resets_replace_the_set_and_leave_one_generation(Engine engine, @TempDir Path directory) {
    KeystoreOptions small = KeystoreOptions.defaults().withResetMemory(1);
    Path sorting = directory.resolve("sorting");
    try (Batching store = engine.open(directory.resolve("store"))) {
      store.put(Key.of("/provider/keystoreX"), new byte[] {1});
      store.put(Key.of("/provider"), new byte[] {2});
      List<Key> foreign = outside(store);
      try (var keystore = ResettableKeystore.openBelow(store, PREFIX, sorting, small)) {
        keystore.put(OLD);
        assertThat(reset(keystore, FED).after()).isEqualTo(50);
        assertThat(reset(keystore, Samples.numbered(0, 200)).before()).isEqualTo(50);
        assertThat(Samples.contents(keystore)).hasSize(200);
        keystore.put(Samples.numbered(200, 210));
      }
      try (var reopened = ResettableKeystore.openBelow(store, PREFIX, sorting, small)) {
        assertThat(reopened.generation()).isEqualTo("gen-3");
        assertThat(Samples.contents(reopened)).hasSize(210);
      }
      assertThat(outside(store)).isEqualTo(foreign);
      assertThat(keysIn(store)).hasSize(foreign.size() + 210 + /* marker and format */ 2);
      assertThat(sorting).isEmptyDirectory();
    }
  }

  @Test
  void a_session_that_is_not_committed_leaves_no_key() {
    try (ResettableKeystore keystore = open()) {
      keystore.put(OLD);
      List<Key> before = keysIn(shared);
      try (Reset reset = keystore.reset()) {
        reset.feed(FED);
      }
      assertThat(keysIn(shared)).isEqualTo(before);
    }
  }

  @Test
  void the_marker_is_one_line_below_the_prefix() {
    open().close();

    assertThat(shared.get(PREFIX.child("/active")).orElseThrow())
        .asString()
        .isEqualTo("cairn-keystore-marker 1 generation=1 crc32c=0153ab8f\n");
  }

  @Test
  void a_damaged_marker_serves_no_stale_set() {
    try (ResettableKeystore keystore = open()) {
      keystore.put(OLD);
    }
    shared.put(PREFIX.child("/active"), new byte[] {42});

    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("/provider/keystore/active");

    KeystoreOptions lenient =
        KeystoreOptions.defaults().withOnDamage(KeystoreOptions.OnDamage.START_EMPTY);
    try (var keystore = ResettableKeystore.openBelow(shared, PREFIX, lenient)) {
      assertThat(Samples.contents(keystore)).isEmpty();
      assertThat(keystore.generation()).isEqualTo("gen-2");
    }
    assertThat(keysIn(shared)).hasSize(2);
  }

  @Test
  void what_an_earlier_process_left_is_swept_at_opening() {
    try (ResettableKeystore keystore = open()) {
      keystore.put(OLD);
    }
    List<Key> before = keysIn(shared);
    for (String left : List.of("/gen-2/x", "/gen-10/y", "/gen-7/a/b")) {
      shared.put(PREFIX.child(left), new byte[] {1});
    }
    shared.put(PREFIX.child("/gen-10/z"), new byte[] {1});
    try (ResettableKeystore keystore = open()) {
      assertThat(keysIn(shared)).isEqualTo(before);
      assertThat(keystore.size()).isEqualTo(50);
      assertThat(reset(keystore, FED).generation()).isEqualTo("gen-11");
    }
  }

  @Test
  void generations_are_found_among_other_keys() {
    for (int i = 0; i < 100; i++) {
      for (String root : List.of("/gen-1/", "/gen-10/", "/other/")) {
        shared.put(PREFIX.child(root + i), new byte[] {1});
      }
    }
    shared.put(PREFIX.child("/gen-3"), new byte[] {1});
    shared.put(Key.of("/provider/keystores/gen-5/x"), new byte[] {1});

    List<String> names = new PrefixDatastoreFactory(shared, PREFIX, null).names();

    assertThat(names).containsExactlyInAnyOrder("gen-1", "gen-10", "gen-3");
  }

  @Test
  void a_generation_is_made_where_nothing_is_and_opened_where_something_is() {
    PrefixDatastoreFactory factory = new PrefixDatastoreFactory(shared, PREFIX, null);
    assertThatThrownBy(() -> factory.open("gen-1"))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("nothing below /provider/keystore/gen-1");
    factory.create("gen-1").put(Key.of("/x"), new byte[] {1});
    assertThatThrownBy(() -> factory.create("gen-1"))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("something below /provider/keystore/gen-1");
    for (String name : List.of("", ".", "..", "gen-0", "gen-1/../..", "/gen-1")) {
      Stream.<Runnable>of(
              () -> factory.create(name), () -> factory.open(name), () -> factory.destroy(name))
          .forEach(
              call ->
                  assertThatThrownBy(call::run)
                      .as(name)
                      .isInstanceOf(IllegalArgumentException.class));
    }
    assertThat(factory.destroy("gen-1")).isZero();
    assertThat(factory.destroy("gen-1")).isZero();
    assertThat(keysIn(shared)).isEmpty();
  }
}
