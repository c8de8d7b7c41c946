package dev.cairn.gc;

import static dev.cairn.gc.Graphs.leaf;
import static dev.cairn.gc.Graphs.node;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PinsTest {

  private final Stores stores = new Stores();
  private final Pins pins = stores.pins;
  private final Block leaf = leaf("leaf");
  private final Block child = node("child", leaf);
  private final Block root = node("root", child, leaf);

  @AfterEach
  void close() {
    stores.close();
  }

  private void putAll() {
    stores.blocks.putAll(List.of(leaf, child, root));
  }

  @Test
  void a_pin_has_this_form_in_the_datastore() {
    Cid cid = Cid.v0(Multihash.parse("QmP63DkAFEnDYNjDYBpyNDfttu1fvUw99x1brscPzpqmmq"));
    Pin pin =
        new Pin(List.of(cid, cid.withCodec(Multicodec.RAW)), PinMode.RECURSIVE, Optional.of("é"));
    String digest = HexFormat.of().formatHex(cid.multihash().digest());

    byte[] value = PinFormat.write(pin);

    assertThat(PinFormat.keyOf(cid.multihash()))
        .isEqualTo(Key.of("/cairn/pins/CIQAWHLNSWVOD7E2KSWW5MMNS2FPEOZHYUP3M3MLYIOMTGPK54QIO2A"));
    assertThat(HexFormat.of().formatHex(value))
        .isEqualTo("01" + "02" + "02c3a9" + "221220" + digest + "2401551220" + digest);
    assertThat(PinFormat.read(PinFormat.keyOf(cid.multihash()), value)).isEqualTo(pin);
  }

  @Test
  void a_record_that_is_no_pin_is_refused_wherever_it_is_met() {
    putAll();
    Key key = PinFormat.keyOf(pins.add(root.cid()).multihash());
    byte[] good = stores.metadata.get(key).orElseThrow();
    List<byte[]> bad = new ArrayList<>();
    bad.add(new byte[0]);
    for (int length = 1; length < good.length; length++) {
      bad.add(Arrays.copyOf(good, length));
    }
    for (int at : new int[] {0, 1, 2}) {
      byte[] changed = good.clone();
      changed[at] = 99;
      bad.add(changed);
    }

    for (byte[] value : bad) {
      stores.metadata.put(key, value);

      assertThatThrownBy(() -> pins.get(root.cid()))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(key.toString());
      assertThatThrownBy(() -> pins.list().toList()).isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void a_pin_at_the_key_of_another_is_refused() {
    putAll();
    byte[] value = PinFormat.write(pins.add(root.cid()));
    stores.metadata.put(PinFormat.keyOf(leaf.cid().multihash()), value);

    assertThatThrownBy(() -> pins.get(leaf.cid()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("belongs elsewhere");
  }

  @Test
  void a_damaged_record_is_mended_by_pinning_the_block_again() {
    putAll();
    Key key = PinFormat.keyOf(pins.add(root.cid()).multihash());
    stores.metadata.put(key, new byte[] {1, 99});

    Pin pin = pins.add(root.cid());

    assertThat(pin).isEqualTo(new Pin(List.of(root.cid()), PinMode.RECURSIVE, Optional.empty()));
    assertThat(pins.list().toList()).containsExactly(pin);
  }

  @Test
  void a_damaged_record_is_mended_by_an_update_to_its_block() {
    putAll();
    pins.add(child.cid());
    stores.metadata.put(PinFormat.keyOf(root.cid().multihash()), new byte[0]);

    Pin pin = pins.update(child.cid(), root.cid(), PinOptions.recursive());

    assertThat(pins.list().toList()).containsExactly(pin);
  }

  @Test
  void a_damaged_record_is_not_mended_by_a_direct_pin_which_might_keep_less() {
    putAll();
    Key key = PinFormat.keyOf(pins.add(root.cid()).multihash());
    stores.metadata.put(key, new byte[] {1, 99});

    assertThatThrownBy(() -> pins.add(root.cid(), PinOptions.direct()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("pin the block again recursively, or unpin it");
  }

  @Test
  void a_damaged_record_goes_when_its_block_is_unpinned() {
    putAll();
    Key key = PinFormat.keyOf(pins.add(root.cid()).multihash());
    stores.metadata.put(key, new byte[] {1, 99});

    assertThat(pins.remove(root.cid()))
        .contains(new Pin(List.of(root.cid()), PinMode.RECURSIVE, Optional.empty()));

    assertThat(pins.list().toList()).isEmpty();
    assertThat(pins.remove(root.cid())).isEmpty();
  }

  @Test
  void an_update_writes_the_new_pin_durably_first_where_batches_are_not_atomic() {
    putAll();
    pins.add(child.cid());
    stores.metadata.tearCommitAt(1, 1, () -> new DatastoreException("torn"));
    stores.metadata.failAt(Operation.DELETE, 1, () -> new DatastoreException("no delete"));

    assertThatThrownBy(() -> pins.update(child.cid(), root.cid(), PinOptions.recursive()))
        .hasMessageContaining("no delete");

    assertThat(stores.metadata.calls(Operation.COMMIT)).isZero();
    assertThat(pins.list().toList())
        .extracting(Pin::cid)
        .containsExactlyInAnyOrder(child.cid(), root.cid());
  }

  @Test
  void a_node_whose_hash_cannot_be_computed_is_not_followed() {
    Multihash murmur = Multihash.of(0x22, new byte[8]);
    Block node = Block.wrapUnverified(Cid.v1(Multicodec.DAG_PB, murmur), root.toBytes());
    putAll();
    stores.cache.put(Stores.keyOf(node), node.toBytes());

    assertThatThrownBy(() -> pins.add(node.cid()))
        .isInstanceOfSatisfying(
            IncompleteDagException.class,
            e ->
                assertThat(e.failures())
                    .extracting(WalkFailure::kind)
                    .containsExactly(WalkFailure.Kind.UNREADABLE));
  }

  @Test
  void pins_whose_listing_has_failed_can_be_closed() {
    stores.metadata.failAt(Operation.QUERY, 1, () -> new DatastoreException("no listing"));
    assertThatThrownBy(() -> pins.listKept(CancellationToken.never()))
        .hasMessageContaining("no listing");

    pins.close();

    assertThatThrownBy(() -> pins.list()).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void a_recursive_pin_is_found_and_listed_with_its_name() {
    putAll();

    Pin pin = pins.add(root.cid(), PinOptions.recursive().named("mine"));

    assertThat(pin).isEqualTo(new Pin(List.of(root.cid()), PinMode.RECURSIVE, Optional.of("mine")));
    assertThat(pins.get(root.cid())).contains(pin);
    assertThat(pins.get(child.cid())).isEmpty();
    assertThat(pins.list().toList()).containsExactly(pin);
  }

  @Test
  void trap_10_a_pin_is_found_under_any_codec_and_version() {
    putAll();
    Pin pin = pins.add(Cid.v0(root.cid().multihash()));

    assertThat(pins.get(root.cid())).contains(pin);
    assertThat(pins.get(Cid.rawOf(root.cid().multihash()))).contains(pin);
    assertThat(pins.remove(Cid.rawOf(root.cid().multihash()))).contains(pin);
    assertThat(pins.get(root.cid())).isEmpty();
  }

  @Test
  void a_block_pinned_under_a_second_codec_keeps_what_it_links_to_under_the_first() {
    putAll();
    pins.add(root.cid());

    Pin pin = pins.add(Cid.rawOf(root.cid().multihash()));

    assertThat(pin.cids()).containsExactly(root.cid(), Cid.rawOf(root.cid().multihash()));
    assertThat(pins.whyKept(child.cid(), CancellationToken.never())).isPresent();
  }

  @Test
  void a_recursive_pin_takes_the_place_of_a_direct_one_and_of_its_name() {
    putAll();
    pins.add(root.cid(), PinOptions.direct().named("name"));

    assertThat(pins.add(root.cid()))
        .isEqualTo(new Pin(List.of(root.cid()), PinMode.RECURSIVE, Optional.of("name")));
    assertThat(pins.list().toList()).hasSize(1);
  }

  @Test
  void a_direct_pin_of_what_is_pinned_recursively_is_refused() {
    putAll();
    Pin pin = pins.add(root.cid());

    assertThatThrownBy(() -> pins.add(root.cid(), PinOptions.direct()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("pinned recursively");
    assertThat(pins.get(root.cid())).contains(pin);
  }

  @Test
  void a_direct_pin_needs_its_block_alone() {
    stores.put(root);

    assertThat(pins.add(root.cid(), PinOptions.direct()).mode()).isEqualTo(PinMode.DIRECT);
    assertThatThrownBy(() -> pins.add(child.cid(), PinOptions.direct()))
        .isInstanceOf(IncompleteDagException.class);
  }

  @Test
  void a_pin_is_refused_where_blocks_are_missing_and_they_are_named() {
    stores.blocks.putAll(List.of(root, child));
    Block other = node("other", leaf("also missing"), root);
    stores.put(other);

    IncompleteDagException refusal =
        catchThrowableOfType(IncompleteDagException.class, () -> pins.add(other.cid()));

    assertThat(refusal.missing()).containsExactly(leaf("also missing").cid(), leaf.cid());
    assertThat(refusal.count()).isEqualTo(2);
    assertThat(refusal.failures().get(1).path())
        .containsExactly(other.cid(), root.cid(), child.cid(), leaf.cid());
    assertThat(refusal).hasMessageContaining(leaf.cid().toString());
    assertThat(pins.get(other.cid())).isEmpty();
  }

  @Test
  void a_pin_is_refused_where_a_node_is_damaged_in_every_mount() {
    putAll();
    Stores.damage(stores.cache, child);

    IncompleteDagException refusal =
        catchThrowableOfType(IncompleteDagException.class, () -> pins.add(root.cid()));

    assertThat(refusal.failures())
        .singleElement()
        .satisfies(f -> assertThat(f.kind()).isEqualTo(WalkFailure.Kind.CORRUPT))
        .satisfies(f -> assertThat(f.cid()).isEqualTo(child.cid()));
    assertThat(refusal.missing()).isEmpty();
  }

  @Test
  void a_node_that_is_damaged_in_the_cache_is_followed_by_its_copy_elsewhere() {
    putAll();
    stores.archive(child);
    Stores.damage(stores.cache, child);

    assertThat(pins.add(root.cid()).mode()).isEqualTo(PinMode.RECURSIVE);
  }

  @Test
  void a_pin_is_refused_where_a_codec_is_not_known_and_it_says_what_to_do() {
    Block foreign = stores.put(Block.of(Multicodec.GIT_RAW, "blob".getBytes(UTF_8)));
    Block parent = stores.put(node("parent", foreign));

    assertThatThrownBy(() -> pins.add(parent.cid()))
        .isInstanceOf(IncompleteDagException.class)
        .hasMessageContaining("codec 0x78")
        .hasMessageContaining("Links.with");
  }

  @Test
  void trap_6_a_block_first_met_as_raw_is_followed_when_it_is_met_as_a_node() {
    Block parent = node("parent", List.of(Cid.rawOf(child.cid().multihash()), child.cid()));
    stores.blocks.putAll(List.of(child, parent));

    assertThatThrownBy(() -> pins.add(parent.cid()))
        .isInstanceOfSatisfying(
            IncompleteDagException.class,
            refusal -> assertThat(refusal.missing()).containsExactly(leaf.cid()));
  }

  @Test
  void trap_19_raw_leaves_are_looked_for_and_not_read() {
    putAll();
    stores.cache.failWhen(
        Operation.GET, call -> call > 2, () -> new DatastoreException("a leaf was read"));

    assertThat(pins.add(root.cid()).mode()).isEqualTo(PinMode.RECURSIVE);
  }

  @Test
  void a_pin_may_keep_blocks_of_any_mount() {
    stores.put(root);
    stores.archive(child, leaf);

    assertThat(pins.add(root.cid())).isNotNull();
  }

  @Test
  void what_a_mount_cannot_tell_refuses_the_pin() {
    putAll();
    Block elsewhere = leaf("elsewhere");
    Block parent = stores.put(node("parent", elsewhere));
    Stores.breakReads(stores.archive);

    assertThatThrownBy(() -> pins.add(parent.cid()))
        .isInstanceOfSatisfying(
            IncompleteDagException.class,
            refusal ->
                assertThat(refusal.failures().get(0).kind())
                    .isEqualTo(WalkFailure.Kind.UNREADABLE));
  }

  @Test
  void a_cancelled_pin_records_nothing() {
    putAll();
    AtomicBoolean stop = new AtomicBoolean();
    List<Long> progress = new ArrayList<>();
    PinOptions options =
        PinOptions.recursive()
            .cancelledBy(stop::get)
            .reportingTo(
                visited -> {
                  progress.add(visited);
                  stop.set(visited == 2);
                });

    assertThatThrownBy(() -> pins.add(root.cid(), options)).isInstanceOf(CancelledException.class);
    assertThat(progress).containsExactly(1L, 2L);
    assertThat(pins.list().toList()).isEmpty();
  }

  @Test
  void the_blocks_are_synced_before_the_pin_is_written_and_the_pin_before_the_call_returns() {
    putAll();
    stores.cache.failFromNowOn(Operation.SYNC, () -> new DatastoreException("no sync"));
    assertThatThrownBy(() -> pins.add(root.cid())).hasMessageContaining("no sync");
    assertThat(stores.metadata.calls(Operation.PUT)).isZero();

    stores.cache.heal();
    stores.metadata.failFromNowOn(Operation.SYNC, () -> new DatastoreException("no sync here"));
    assertThatThrownBy(() -> pins.add(root.cid())).hasMessageContaining("no sync here");
  }

  @Test
  void an_update_pins_the_one_and_unpins_the_other() {
    putAll();
    Block next = stores.put(node("next", child));
    pins.add(root.cid(), PinOptions.recursive().named("head"));

    Pin pin = pins.update(root.cid(), next.cid(), PinOptions.recursive());

    assertThat(pin).isEqualTo(new Pin(List.of(next.cid()), PinMode.RECURSIVE, Optional.of("head")));
    assertThat(pins.list().toList()).containsExactly(pin);
    assertThatThrownBy(() -> pins.update(root.cid(), next.cid(), PinOptions.recursive()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_update_to_something_incomplete_changes_nothing() {
    putAll();
    Pin pin = pins.add(root.cid());
    Block next = stores.put(node("next", leaf("missing")));

    assertThatThrownBy(() -> pins.update(root.cid(), next.cid(), PinOptions.recursive()))
        .isInstanceOf(IncompleteDagException.class);
    assertThat(pins.list().toList()).containsExactly(pin);
  }

  @Test
  void it_tells_by_which_pin_and_on_which_way_a_block_is_kept() {
    putAll();
    Pin pin = pins.add(root.cid());
    Pin direct = pins.add(child.cid(), PinOptions.direct());

    assertThat(pins.whyKept(Cid.rawOf(leaf.cid().multihash()), CancellationToken.never()))
        .contains(new KeepReason(pin, List.of(root.cid(), child.cid(), leaf.cid())));
    assertThat(pins.whyKept(child.cid(), CancellationToken.never()))
        .contains(new KeepReason(direct, List.of(child.cid())));
    assertThat(pins.whyKept(leaf("other").cid(), CancellationToken.never())).isEmpty();
  }

  @Test
  void it_lists_all_that_the_pins_keep_and_nothing_else() {
    putAll();
    Block direct = stores.put(node("direct", leaf("not kept")));
    pins.add(root.cid());
    pins.add(child.cid());
    pins.add(direct.cid(), PinOptions.direct());

    assertThat(pins.listKept(CancellationToken.never()).toList())
        .extracting(Cid::rawOf)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(leaf, child, root, direct)
                .map(block -> Cid.rawOf(block.cid().multihash()))
                .toList());
  }

  @Test
  void a_listing_of_what_is_kept_completes_or_throws() {
    putAll();
    pins.add(root.cid());
    stores.blocks.delete(child.cid());

    assertThatThrownBy(() -> pins.listKept(CancellationToken.never()).toList())
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(child.cid().toString());
    assertThatThrownBy(() -> pins.listKept(() -> true).toList())
        .isInstanceOf(CancelledException.class);
  }

  @Test
  void it_does_not_say_that_nothing_keeps_a_block_where_it_could_not_look() {
    putAll();
    pins.add(root.cid());
    Stores.damage(stores.cache, child);

    assertThatThrownBy(() -> pins.whyKept(leaf("other").cid(), CancellationToken.never()))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("nobody knows");
  }

  @Test
  void a_slow_reader_of_the_list_keeps_nobody_from_pinning() {
    putAll();
    pins.add(root.cid());

    try (CloseableIterator<Pin> listing = pins.list()) {
      assertThat(listing.hasNext()).isTrue();
      pins.add(child.cid());
      pins.remove(root.cid());

      assertThat(listing.next().cid()).isEqualTo(root.cid());
      assertThat(listing.hasNext()).isFalse();
    }
    assertThat(pins.list().toList()).extracting(Pin::cid).containsExactly(child.cid());
  }

  @Test
  void a_listing_that_cannot_go_on_throws() {
    putAll();
    pins.add(root.cid());
    stores.metadata.failFromNowOn(Operation.STEP, () -> new DatastoreException("torn"));

    assertThatThrownBy(() -> pins.list().toList()).hasMessageContaining("torn");
  }

  @Test
  void closed_pins_refuse_every_call_and_leave_the_stores_open() {
    putAll();
    CloseableIterator<Pin> listing = pins.list();
    pins.close();
    pins.close();

    assertThatThrownBy(() -> pins.add(root.cid())).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> pins.get(root.cid())).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> pins.remove(root.cid())).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(pins::list).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(listing::hasNext).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> pins.locker().open("late"))
        .isInstanceOf(DatastoreClosedException.class);
    assertThat(stores.blocks.has(root.cid())).isTrue();
    try (Pins again = Pins.on(stores.metadata, stores.blocks, Graphs.LINKS)) {
      assertThat(again.list().toList()).isEmpty();
    }
  }

  @Test
  void there_is_one_set_of_open_pins_for_a_multi_blockstore() {
    assertThatThrownBy(() -> Pins.on(stores.metadata, stores.blocks, Graphs.LINKS))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_token_of_others_or_a_closed_one_covers_no_pin() {
    putAll();
    Token token = pins.locker().open("done");
    token.close();
    token.close();

    assertThatThrownBy(() -> pins.add(root.cid(), PinOptions.recursive().within(token)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("done");
  }
}
