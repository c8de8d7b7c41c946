package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Cursor;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.Together;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every keystore does, whatever it stands on. */
abstract class KeystoreContract {

  /** Opens the keystore in a directory, or makes one; one in memory passes the directory over. */
  protected abstract Keystore open(Path directory);

  @TempDir Path directory;

  private Keystore keystore;

  @BeforeEach
  void open() {
    keystore = open(directory);
  }

  @AfterEach
  void close() {
    keystore.close();
  }

  @Test
  void a_new_keystore_is_empty() {
    assertThat(keystore.size()).isZero();
    assertThat(keystore.containsPrefix(KeyspacePrefix.ALL)).isFalse();
    assertThat(keystore.count(KeyspacePrefix.parse("1"))).isZero();
    assertThat(keystore.get(KeyspacePrefix.ALL).toList()).isEmpty();
  }

  @Test
  void put_returns_what_is_new_in_the_order_given() {
    keystore.put(Samples.numbered(10, 20));
    List<Multihash> mixed = new ArrayList<>(Samples.numbered(0, 40));
    Collections.reverse(mixed);
    mixed.addAll(Samples.numbered(0, 40));

    List<Multihash> added = keystore.put(mixed);

    List<Multihash> expected = new ArrayList<>(mixed.subList(0, 40));
    expected.removeAll(Samples.numbered(10, 20));
    assertThat(added).containsExactlyElementsOf(expected);
    assertThat(keystore.put(mixed)).isEmpty();
    assertThat(keystore.put(List.of())).isEmpty();
    assertThat(keystore.size()).isEqualTo(40);
  }

  @Test
  void multihashes_of_every_function_and_length_come_back() {
    List<Multihash> various =
        List.of(
            Samples.hex("0000"),
            Samples.hex("0003616263"),
            Samples.hex("0001" + "2f"),
            Samples.hex("1204e3b0c442"),
            Samples.hex("b22008" + "0011223344556677"),
            Multihash.of(0x12, new byte[1000]),
            Samples.numbered(7));

    assertThat(keystore.put(various)).containsExactlyElementsOf(various);

    assertThat(Samples.contents(keystore)).containsExactlyInAnyOrderElementsOf(various);
    assertThat(various).allMatch(keystore::contains);
    assertThat(keystore.contains(Samples.hex("0002" + "6162"))).isFalse();
  }

  @Test
  void every_prefix_of_an_id_finds_it_and_the_sibling_region_does_not() {
    List<Multihash> all = Samples.numbered(0, 300);
    keystore.put(all);
    Multihash wanted = all.get(123);

    for (int length = 0; length <= KademliaId.BITS; length++) {
      KeyspacePrefix prefix = KeyspacePrefix.of(wanted, length);
      List<Multihash> expected =
          all.stream().filter(m -> prefix.contains(KademliaId.of(m))).toList();

      assertThat(keystore.get(prefix).toList()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(keystore.count(prefix)).isEqualTo(expected.size());
      assertThat(keystore.containsPrefix(prefix)).isTrue();
      if (length > 16) {
        assertThat(keystore.get(prefix.sibling()).toList()).isEmpty();
        assertThat(keystore.containsPrefix(prefix.sibling())).isFalse();
      }
    }
  }

  @Test
  void regions_at_both_ends_of_the_keyspace_are_whole() {
    List<Multihash> all = Samples.numbered(0, 2000);
    keystore.put(all);

    for (String bits : List.of("0", "1", "00000", "11111", "0".repeat(9), "1".repeat(9))) {
      KeyspacePrefix prefix = KeyspacePrefix.parse(bits);
      assertThat(keystore.get(prefix).toList())
          .as(bits)
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(
              all.stream().filter(m -> prefix.contains(KademliaId.of(m))).toList());
    }
    assertThat(keystore.get(KeyspacePrefix.parse("1".repeat(64))).toList()).isEmpty();
    assertThat(keystore.get(KeyspacePrefix.parse("1".repeat(256))).toList()).isEmpty();
  }

  @Test
  void a_listing_is_in_the_order_of_ids() {
    keystore.put(Samples.numbered(0, 500));

    assertThat(keystore.get(KeyspacePrefix.ALL).toList())
        .hasSize(500)
        .isSortedAccordingTo(Comparator.comparing(KademliaId::of));
  }

  @Test
  void counting_ends_at_its_limit_on_short_long_and_empty_regions() {
    keystore.put(Samples.numbered(0, 100));
    Multihash one = Samples.numbered(5);
    for (KeyspacePrefix prefix :
        List.of(
            KeyspacePrefix.ALL,
            KeyspacePrefix.parse("0"),
            KeyspacePrefix.of(one, 70),
            KeyspacePrefix.of(one, 70).sibling())) {
      long total = keystore.get(prefix).toList().size();

      assertThat(keystore.count(prefix)).isEqualTo(total);
      for (long limit = 0; limit <= total + 2; limit++) {
        assertThat(keystore.countUpTo(prefix, limit)).isEqualTo(Math.min(total, limit));
      }
    }
    assertThatThrownBy(() -> keystore.countUpTo(KeyspacePrefix.ALL, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void delete_says_how_many_were_there() {
    keystore.put(Samples.numbered(0, 100));

    assertThat(keystore.delete(Samples.numbered(90, 120))).isEqualTo(10);
    assertThat(keystore.delete(Samples.numbered(90, 120))).isZero();
    assertThat(keystore.delete(List.of())).isZero();
    assertThat(keystore.delete(List.of(Samples.numbered(1), Samples.numbered(1)))).isOne();

    assertThat(Samples.contents(keystore))
        .containsExactlyInAnyOrderElementsOf(
            Samples.union(List.of(Samples.numbered(0)), Samples.numbered(2, 90)));
  }

  @Test
  void empty_removes_all_and_leaves_a_keystore_that_works() {
    keystore.put(Samples.numbered(0, 100));

    keystore.empty();
    assertThat(Samples.contents(keystore)).isEmpty();
    keystore.empty();
    assertThat(keystore.put(Samples.numbered(0, 50))).hasSize(50);

    assertThat(Samples.contents(keystore))
        .containsExactlyInAnyOrderElementsOf(Samples.numbered(0, 50));
  }

  @Test
  void more_than_a_batch_goes_in_and_out() {
    List<Multihash> many = Samples.numbered(0, 2 * Chunks.SIZE + 1);

    assertThat(keystore.put(many)).isEqualTo(many);
    assertThat(keystore.size()).isEqualTo(many.size());
    assertThat(keystore.delete(many.subList(0, Chunks.SIZE + 1))).isEqualTo(Chunks.SIZE + 1);
    assertThat(
            keystore.count(KeyspacePrefix.parse("0")) + keystore.count(KeyspacePrefix.parse("1")))
        .isEqualTo(Chunks.SIZE);
    keystore.empty();
    assertThat(Samples.contents(keystore)).isEmpty();
  }

  @Test
  void a_listing_shows_the_set_as_it_was_when_it_was_asked_for() {
    keystore.put(Samples.numbered(0, 100));
    try (CloseableIterator<Multihash> listing = keystore.get(KeyspacePrefix.ALL)) {
      listing.next();
      keystore.put(Samples.numbered(100, 200));
      keystore.delete(Samples.numbered(0, 100));

      assertThat(listing.stream()).hasSize(99);
    }
    assertThat(Samples.contents(keystore))
        .containsExactlyInAnyOrderElementsOf(Samples.numbered(100, 200));
  }

  @Test
  void a_listing_completes_or_throws() {
    keystore.put(Samples.numbered(0, 3));
    CloseableIterator<Multihash> complete = keystore.get(KeyspacePrefix.ALL);
    complete.forEachRemaining(multihash -> {});
    assertThat(complete.hasNext()).isFalse();
    assertThatThrownBy(complete::next).isInstanceOf(NoSuchElementException.class);
    complete.close();
    complete.close();
    assertThatThrownBy(complete::hasNext).isInstanceOf(DatastoreClosedException.class);

    for (int length : new int[] {0, 1, 65}) {
      CloseableIterator<Multihash> cut =
          keystore.get(KeyspacePrefix.of(Samples.numbered(1), length));
      keystore.close();
      assertThatThrownBy(cut::hasNext).isInstanceOf(DatastoreClosedException.class);
      assertThatThrownBy(cut::next).isInstanceOf(DatastoreClosedException.class);
      cut.close();
      keystore = open(directory);
      keystore.put(Samples.numbered(0, 3));
    }
  }

  @Test
  void pages_show_each_multihash_of_a_region_once_and_in_order() {
    keystore.put(Samples.numbered(0, 300));
    for (KeyspacePrefix prefix :
        List.of(
            KeyspacePrefix.ALL,
            KeyspacePrefix.parse("01"),
            KeyspacePrefix.of(Samples.numbered(7), 90),
            KeyspacePrefix.of(Samples.numbered(7), 90).sibling())) {
      List<Multihash> all = keystore.get(prefix).toList();
      for (int size : new int[] {1, 7, all.size() + 1}) {
        List<Multihash> shown = new ArrayList<>();
        MultihashPage page = keystore.page(prefix, size);
        shown.addAll(page.multihashes());
        while (page.next().isPresent()) {
          assertThat(page.multihashes()).hasSize(size);
          page = keystore.page(prefix, size, Cursor.parse(page.next().get().toString()));
          shown.addAll(page.multihashes());
        }
        assertThat(shown).isEqualTo(all);
      }
    }
    assertThatThrownBy(() -> keystore.page(KeyspacePrefix.ALL, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_cursor_goes_on_where_it_was_whatever_was_changed() {
    keystore.put(Samples.numbered(0, 200));
    List<Multihash> all = keystore.get(KeyspacePrefix.ALL).toList();
    MultihashPage first = keystore.page(KeyspacePrefix.ALL, 50);

    keystore.delete(all.subList(40, 60));
    MultihashPage rest = keystore.page(KeyspacePrefix.ALL, 200, first.next().orElseThrow());

    assertThat(rest.multihashes()).isEqualTo(all.subList(60, 200));
    assertThat(rest.next()).isEmpty();
    assertThatThrownBy(
            () -> keystore.page(KeyspacePrefix.parse("1"), 10, first.next().orElseThrow()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another query");
  }

  @Test
  void a_snapshot_shows_the_set_as_it_was() {
    keystore.put(Samples.numbered(0, 100));
    List<Multihash> all = keystore.get(KeyspacePrefix.ALL).toList();
    try (KeystoreView snapshot = keystore.snapshot()) {
      keystore.delete(Samples.numbered(0, 50));
      keystore.put(Samples.numbered(100, 130));
      keystore.empty();

      assertThat(snapshot.size()).isEqualTo(100);
      assertThat(snapshot.get(KeyspacePrefix.ALL).toList()).isEqualTo(all);
      assertThat(snapshot.contains(Samples.numbered(3))).isTrue();
      assertThat(snapshot.contains(Samples.numbered(103))).isFalse();
      KeyspacePrefix half = KeyspacePrefix.parse("1");
      assertThat(snapshot.count(half)).isEqualTo(snapshot.get(half).toList().size());
      assertThat(snapshot.page(KeyspacePrefix.ALL, 100).multihashes()).isEqualTo(all);
      assertThat(keystore.size()).isZero();
    }
  }

  @Test
  void a_snapshot_that_is_closed_is_refused_and_closes_with_its_keystore() {
    keystore.put(Samples.numbered(0, 3));
    KeystoreView closed = keystore.snapshot();
    closed.close();
    closed.close();
    KeystoreView left = keystore.snapshot();
    keystore.close();
    for (KeystoreView view : List.of(closed, left)) {
      for (Runnable call :
          List.<Runnable>of(
              view::size,
              () -> view.contains(Samples.numbered(1)),
              () -> view.count(KeyspacePrefix.parse("0")),
              () -> view.page(KeyspacePrefix.ALL, 1),
              () -> view.get(KeyspacePrefix.ALL).toList())) {
        assertThatThrownBy(call::run).isInstanceOf(DatastoreClosedException.class);
      }
      view.close();
    }
  }

  @Test
  void a_late_call_is_refused() {
    keystore.put(Samples.numbered(0, 3));
    keystore.close();
    keystore.close();

    List<Multihash> some = Samples.numbered(0, 1);
    for (Runnable call :
        List.<Runnable>of(
            () -> keystore.put(some),
            () -> keystore.put(List.of()),
            () -> keystore.delete(some),
            () -> keystore.delete(List.of()),
            keystore::empty,
            keystore::size,
            keystore::sync,
            keystore::diskUsage,
            () -> keystore.contains(some.get(0)),
            () -> keystore.get(KeyspacePrefix.ALL),
            () -> keystore.page(KeyspacePrefix.ALL, 1),
            keystore::snapshot,
            () -> keystore.count(KeyspacePrefix.ALL),
            () -> keystore.count(KeyspacePrefix.parse("01")),
            () -> keystore.containsPrefix(KeyspacePrefix.ALL))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(DatastoreClosedException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void many_may_close_at_once() {
    keystore.put(Samples.numbered(0, 3));
    CloseableIterator<Multihash> listing = keystore.get(KeyspacePrefix.ALL);
    try (Together together = new Together()) {
      for (int i = 0; i < 8; i++) {
        together.start(keystore::close);
      }
    }
    assertThatThrownBy(listing::next).isInstanceOf(DatastoreClosedException.class);
    listing.close();
  }

  @Test
  void readers_and_writers_get_along() {
    List<Multihash> steady = Samples.numbered(0, 100);
    keystore.put(steady);
    try (Together together = new Together()) {
      for (int i = 1; i <= 3; i++) {
        List<Multihash> own = Samples.numbered(1000 * i, 1000 * i + 50);
        together.start(
            () -> {
              for (int round = 0; round < 20; round++) {
                assertThat(keystore.put(own)).isEqualTo(own);
                assertThat(keystore.delete(own)).isEqualTo(own.size());
              }
              keystore.put(own);
            });
      }
      together.start(
          () -> {
            for (int round = 0; round < 50; round++) {
              assertThat(keystore.get(KeyspacePrefix.ALL).toList()).containsAll(steady);
            }
          });
    }
    assertThat(Samples.contents(keystore)).hasSize(250);
  }
}
