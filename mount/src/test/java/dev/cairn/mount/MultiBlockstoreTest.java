package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.mount.Location.Depth;
import dev.cairn.mount.Location.Status;
import dev.cairn.mount.Removal.Outcome;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.UnsupportedHashException;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MultiBlockstoreTest {

  private static final Block A = Block.raw("block a".getBytes(UTF_8));
  private static final Block B = Block.raw("block b".getBytes(UTF_8));
  private static final Block C = Block.raw("block c".getBytes(UTF_8));

  private final FragileStore cache = new FragileStore();
  private final FragileStore archive = new FragileStore();
  private final FragileStore remote = new FragileStore();
  private final MultiBlockstore blocks = mounted(Trust.UNTRUSTED);

  private MultiBlockstore mounted(Trust trustInArchive) {
    return MultiBlockstore.builder()
        .cache("cache", cache.blocks)
        .aux("archive", archive.blocks, trustInArchive)
        .aux("remote", remote.blocks)
        .build();
  }

  private static byte[] bytesOf(Blockstore store, Block block) {
    return store.get(block.cid()).orElseThrow().toBytes();
  }

  // Construction and names.

  @Test
  void without_a_cache_it_is_refused() {
    var builder = MultiBlockstore.builder().aux("archive", archive.blocks);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs a store to write to");
  }

  @Test
  void a_second_cache_is_refused() {
    var builder = MultiBlockstore.builder().cache("cache", cache.blocks);

    assertThatThrownBy(() -> builder.cache("other", archive.blocks))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'other'")
        .hasMessageContaining("'cache'");
  }

  @Test
  void a_name_taken_or_blank_is_refused() {
    var builder = MultiBlockstore.builder().cache("cache", cache.blocks);

    assertThatThrownBy(() -> builder.aux("cache", archive.blocks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'cache'");
    assertThatThrownBy(() -> builder.aux(" ", archive.blocks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a name");
  }

  @Test
  void one_store_under_two_names_is_refused() {
    var builder = MultiBlockstore.builder().cache("cache", cache.blocks);
    var sameBlocks = DatastoreBlockstore.on(cache.faults);
    var otherPrefix = DatastoreBlockstore.on(cache.faults, Key.of("/other"));

    assertThatThrownBy(() -> builder.aux("again", cache.blocks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'cache' and 'again' are one store");
    assertThatThrownBy(() -> builder.aux("same", sameBlocks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'cache' and 'same' are one store");
    assertThat(builder.aux("other", otherPrefix).build().mounts())
        .containsExactly("cache", "other");
  }

  @Test
  void the_mounts_have_names_and_an_order_with_the_cache_first_wherever_it_was_given() {
    var late =
        MultiBlockstore.builder()
            .aux("archive", archive.blocks)
            .aux("remote", remote.blocks)
            .cache("cache", cache.blocks)
            .build();

    assertThat(late.mounts()).containsExactly("cache", "archive", "remote");
    assertThat(late.firstMount()).isSameAs(cache.blocks);
    assertThat(late.mount("cache").orElseThrow()).isSameAs(cache.blocks);
    assertThat(late.mount("nowhere")).isEmpty();
  }

  @Test
  void the_handle_of_an_aux_reads_and_refuses_writes() {
    archive.blocks.put(A);
    Blockstore handle = blocks.mount("archive").orElseThrow();

    assertThat(bytesOf(handle, A)).isEqualTo(A.toBytes());
    assertThat(handle.has(A.cid())).isTrue();
    assertThat(handle.size(A.cid())).hasValue(A.size());
    assertThat(handle.view(A.cid(), buffer -> buffer.remaining())).hasValue(A.size());
    assertThat(handle.list().toList()).containsExactly(A.cid().multihash());
    handle.sync();
    long writes = archive.writes();
    for (ThrowingCallable write :
        List.<ThrowingCallable>of(
            () -> handle.put(B),
            () -> handle.putAll(List.of(B)),
            () -> handle.overwrite(B),
            () -> handle.delete(A.cid()),
            () -> handle.deleteAll(List.of(A.cid())))) {
      assertThatThrownBy(write).isInstanceOf(ReadOnlyDatastoreException.class);
    }
    assertThat(archive.writes()).isEqualTo(writes);
    assertThat(archive.below.syncs).isEmpty();
  }

  // Reads.

  @Test
  void a_block_is_found_in_whichever_mount_has_it_and_the_first_one_answers() {
    cache.blocks.put(A);
    archive.blocks.put(A);
    archive.blocks.put(B);
    remote.blocks.put(C);

    for (Block block : List.of(A, B, C)) {
      assertThat(bytesOf(blocks, block)).isEqualTo(block.toBytes());
      assertThat(blocks.has(block.cid())).isTrue();
      assertThat(blocks.size(block.cid())).hasValue(block.size());
    }
    assertThat(archive.faults.calls(Operation.GET))
        .as("not asked for what the cache has")
        .isEqualTo(2);
    assertThat(remote.faults.calls(Operation.GET)).isEqualTo(1);
  }

  @Test
  void a_read_copies_nothing_into_the_cache() {
    archive.blocks.put(A);

    bytesOf(blocks, A);

    assertThat(cache.writes()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"GET", "HAS", "SIZE"})
  void a_mount_that_fails_is_passed_over_where_another_has_the_block(Operation operation) {
    remote.blocks.put(A);
    cache.breakAll(operation);
    archive.breakAll(operation);

    assertThat(bytesOf(blocks, A)).isEqualTo(A.toBytes());
    assertThat(blocks.has(A.cid())).isTrue();
    assertThat(blocks.size(A.cid())).hasValue(A.size());
  }

  @Test
  void a_block_is_absent_only_where_every_mount_says_so() {
    archive.breakAll(Operation.GET, Operation.HAS, Operation.SIZE);
    Map<String, ThrowingCallable> reads =
        Map.of(
            "get", () -> blocks.get(A.cid()),
            "look for", () -> blocks.has(A.cid()),
            "get the size of", () -> blocks.size(A.cid()),
            "view", () -> blocks.view(A.cid(), buffer -> 1));

    reads.forEach(
        (verb, read) ->
            assertThatThrownBy(read)
                .as(verb)
                .isInstanceOf(DatastoreException.class)
                .hasMessageContaining(A.cid() + " in the mount 'archive': the disk is broken"));

    archive.faults.heal();
    assertThat(blocks.get(A.cid())).isEmpty();
    assertThat(blocks.has(A.cid())).isFalse();
    assertThat(blocks.size(A.cid())).isEmpty();
  }

  @Test
  void where_several_mounts_fail_the_first_failure_is_thrown_with_the_others_suppressed() {
    archive.damage(A);
    remote.breakAll(Operation.GET);

    var failure = catchThrowableOfType(CorruptDataException.class, () -> blocks.get(A.cid()));

    assertThat(failure)
        .hasMessageStartingWith("could not get " + A.cid() + " in the mount 'archive': ");
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(
            second ->
                assertThat(second)
                    .isInstanceOf(DatastoreException.class)
                    .hasMessageContaining("in the mount 'remote': the disk is broken"));
  }

  @Test
  void blocks_of_an_aux_are_always_checked_and_those_of_the_cache_if_it_says_so() {
    cache.damage(A);
    archive.damage(B);
    remote.blocks.put(B);
    archive.damage(C);

    assertThat(bytesOf(blocks, A)).asString().isEqualTo("damaged");
    assertThat(bytesOf(blocks, B))
        .as("the good copy behind the damaged one")
        .isEqualTo(B.toBytes());
    assertThatThrownBy(() -> blocks.get(C.cid()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(C.cid().toString())
        .hasMessageContaining("'archive'");
  }

  @Test
  void a_damaged_copy_in_a_verified_cache_is_passed_over() {
    var verified =
        DatastoreBlockstore.on(cache.faults, DatastoreBlockstore.BLOCKS, Verification.ON_READ);
    var multi =
        MultiBlockstore.builder().cache("cache", verified).aux("archive", archive.blocks).build();
    cache.damage(A);
    cache.damage(B);
    archive.blocks.put(A);

    assertThat(bytesOf(multi, A)).isEqualTo(A.toBytes());
    assertThatThrownBy(() -> multi.get(B.cid()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("'cache'");
  }

  @Test
  void a_hash_that_cannot_be_computed_is_told_as_what_it_is() {
    Cid murmur = Cid.rawOf(Multihash.of(0x22, new byte[8]));
    archive.blocks.put(Block.wrapUnverified(murmur, new byte[] {1}));

    assertThatThrownBy(() -> blocks.get(murmur)).isInstanceOf(UnsupportedHashException.class);
    assertThat(blocks.has(murmur)).isTrue();
    assertThat(blocks.locate(murmur))
        .extracting(Location::status)
        .containsExactly(Status.ABSENT, Status.ERROR, Status.ABSENT);
  }

  // Writes.

  @Test
  void writes_go_to_the_cache_alone() {
    archive.blocks.put(A);
    remote.blocks.put(A);
    long before = archive.writes() + remote.writes();

    blocks.put(A);
    blocks.putAll(List.of(B, C));
    blocks.overwrite(A);
    blocks.delete(B.cid());
    blocks.deleteAll(List.of(A.cid()));
    blocks.sync();

    assertThat(cache.blocks.list().toList()).containsExactly(C.cid().multihash());
    assertThat(archive.writes() + remote.writes()).isEqualTo(before);
    assertThat(cache.below.syncs).containsExactly(DatastoreBlockstore.BLOCKS);
    assertThat(archive.below.syncs).isEmpty();
    assertThat(remote.below.syncs).isEmpty();
  }

  @Test
  void after_a_delete_a_block_may_still_be_there() {
    archive.blocks.put(A);
    blocks.put(A);

    blocks.delete(A.cid());

    assertThat(cache.blocks.has(A.cid())).isFalse();
    assertThat(blocks.has(A.cid())).isTrue();
    assertThat(bytesOf(blocks, A)).isEqualTo(A.toBytes());
  }

  @ParameterizedTest
  @CsvSource({
    // in the cache, in the archive, trust in the archive, written
    "false, false, UNTRUSTED, true",
    "false, false, TRUSTED, true",
    "false, true, UNTRUSTED, true",
    "false, true, TRUSTED, false",
    "true, false, UNTRUSTED, false",
    "true, false, TRUSTED, false",
    "true, true, UNTRUSTED, false",
    "true, true, TRUSTED, false",
  })
  void a_put_is_elided_by_the_cache_or_by_a_trusted_aux(
      boolean inCache, boolean inArchive, Trust trust, boolean written) {
    for (boolean atOnce : new boolean[] {false, true}) {
      Block block = Block.raw(("at once: " + atOnce).getBytes(UTF_8));
      if (inCache) {
        cache.blocks.put(block);
      }
      if (inArchive) {
        archive.blocks.put(block);
      }
      MultiBlockstore multi = mounted(trust);
      long before = cache.writes();

      if (atOnce) {
        multi.putAll(List.of(block));
      } else {
        multi.put(block);
      }

      assertThat(cache.writes() - before).isEqualTo(written ? 1 : 0);
      assertThat(cache.blocks.has(block.cid())).isEqualTo(inCache || written);
    }
  }

  @Test
  void a_trusted_aux_that_cannot_say_elides_nothing() {
    archive.blocks.put(A);
    archive.breakAll(Operation.HAS);

    mounted(Trust.TRUSTED).put(A);

    assertThat(cache.blocks.has(A.cid())).isTrue();
  }

  @Test
  void an_aux_that_fails_does_not_disturb_writes() {
    archive.breakAll(Operation.values());
    remote.breakAll(Operation.values());

    blocks.put(A);
    blocks.putAll(List.of(B, C));
    blocks.delete(C.cid());
    blocks.sync();

    assertThat(cache.blocks.list().toList())
        .containsExactlyInAnyOrder(A.cid().multihash(), B.cid().multihash());
  }

  @Test
  void a_cache_that_fails_to_write_is_named() {
    cache.breakAll(Operation.PUT, Operation.COMMIT, Operation.DELETE, Operation.SYNC);
    List<ThrowingCallable> writes =
        List.of(
            () -> blocks.put(A),
            () -> blocks.putAll(List.of(A, B)),
            () -> blocks.overwrite(A),
            () -> blocks.delete(A.cid()),
            () -> blocks.deleteAll(List.of(A.cid())),
            blocks::sync);

    for (ThrowingCallable write : writes) {
      assertThatThrownBy(write)
          .isInstanceOf(DatastoreException.class)
          .hasMessageStartingWith("could not ")
          .hasMessageEndingWith(" in the mount 'cache': the disk is broken");
    }

    cache.breakAll(Operation.HAS);
    assertThatThrownBy(() -> mounted(Trust.TRUSTED).put(A))
        .hasMessageContaining("in the mount 'cache': the disk is broken");
  }

  @Test
  void overwriting_repairs_the_cache_whatever_any_mount_holds() {
    cache.damage(A);
    archive.blocks.put(A);
    MultiBlockstore multi = mounted(Trust.TRUSTED);

    multi.put(A);
    assertThat(bytesOf(cache.blocks, A)).asString().isEqualTo("damaged");
    multi.overwrite(A);

    assertThat(bytesOf(cache.blocks, A)).isEqualTo(A.toBytes());
  }

  @Test
  void a_removal_tells_whether_the_block_is_gone() {
    cache.blocks.putAll(List.of(A, B));
    archive.blocks.put(B);
    remote.blocks.putAll(List.of(B, C));

    assertThat(blocks.remove(A.cid()))
        .isEqualTo(new Removal(Outcome.DELETED, true, List.of(), List.of()));
    assertThat(blocks.remove(A.cid()))
        .isEqualTo(new Removal(Outcome.ABSENT, false, List.of(), List.of()));
    assertThat(blocks.remove(B.cid()))
        .isEqualTo(new Removal(Outcome.STILL_IN, true, List.of("archive", "remote"), List.of()));
    assertThat(blocks.remove(C.cid()))
        .isEqualTo(new Removal(Outcome.STILL_IN, false, List.of("remote"), List.of()));
    assertThat(cache.blocks.list().toList()).isEmpty();
    assertThat(remote.blocks.list().toList()).hasSize(2);
  }

  @Test
  void a_removal_does_not_claim_what_a_mount_could_not_say() {
    cache.blocks.putAll(List.of(A, B));
    remote.blocks.put(B);
    archive.breakAll(Operation.HAS);

    assertThat(blocks.remove(A.cid()))
        .isEqualTo(new Removal(Outcome.UNKNOWN, true, List.of(), List.of("archive")));
    assertThat(blocks.remove(B.cid()))
        .isEqualTo(new Removal(Outcome.STILL_IN, true, List.of("remote"), List.of("archive")));
    assertThat(cache.blocks.list().toList()).isEmpty();
  }

  @Test
  void a_writable_aux_is_changed_through_its_own_handle_and_in_no_other_way() {
    var multi =
        MultiBlockstore.builder()
            .cache("cache", cache.blocks)
            .aux(AuxStore.of("archive", archive.blocks).writable())
            .build();
    Blockstore handle = multi.mount("archive").orElseThrow();

    handle.put(A);
    handle.putAll(List.of(B, C));
    handle.delete(B.cid());
    handle.sync();
    multi.put(B);
    multi.deleteAll(List.of(A.cid(), B.cid(), C.cid()));

    assertThat(archive.blocks.list().toList())
        .containsExactlyInAnyOrder(A.cid().multihash(), C.cid().multihash());
    assertThat(cache.blocks.list().toList()).isEmpty();
    assertThat(archive.below.syncs).hasSize(1);
    archive.damage(A);
    handle.overwrite(A);
    handle.deleteAll(List.of(C.cid()));
    assertThat(multi.list().toList()).containsExactly(A.cid().multihash());
    assertThat(bytesOf(multi, A)).isEqualTo(A.toBytes());
  }

  @Test
  void a_handle_that_only_reads_says_which_mount_and_what_to_do() {
    Blockstore handle = blocks.mount("archive").orElseThrow();

    assertThatThrownBy(() -> handle.put(A))
        .isInstanceOf(ReadOnlyDatastoreException.class)
        .hasMessageContaining("put " + A.cid())
        .hasMessageContaining("the mount 'archive' is only read; mount it as writable");
    handle.close();
    assertThat(handle.has(A.cid())).as("closing a handle closes no mount").isFalse();
  }

  // Listings.

  @Test
  void a_listing_shows_every_block_once_the_cache_first() {
    cache.blocks.putAll(List.of(A, B));
    archive.blocks.putAll(List.of(B, C));
    Block d = Block.raw("block d".getBytes(UTF_8));
    remote.blocks.putAll(List.of(A, C, d));

    List<Multihash> listed = blocks.list().toList();

    assertThat(listed.subList(0, 2))
        .containsExactlyInAnyOrder(A.cid().multihash(), B.cid().multihash());
    assertThat(listed.subList(2, 4)).containsExactly(C.cid().multihash(), d.cid().multihash());
    assertThat(listed).hasSize(4);
  }

  @Test
  void a_block_put_while_a_listing_runs_is_not_lost_from_an_aux() {
    cache.blocks.put(A);
    archive.blocks.putAll(List.of(B, C));
    var listing = blocks.list();
    assertThat(listing.next()).isEqualTo(A.cid().multihash());

    blocks.put(B);
    blocks.putAll(List.of(C));

    List<Multihash> rest = new ArrayList<>();
    listing.forEachRemaining(rest::add);
    assertThat(rest).contains(B.cid().multihash(), C.cid().multihash());
    listing.close();
  }

  @Test
  void a_block_whose_put_began_before_a_listing_is_not_lost_from_an_aux() {
    cache.blocks.put(A);
    archive.blocks.put(B);
    List<CloseableIterator<Multihash>> listings = new ArrayList<>();
    cache.below.beforePut =
        () -> {
          listings.add(blocks.list());
          assertThat(listings.get(0).next()).isEqualTo(A.cid().multihash());
        };

    blocks.put(B);

    assertThat(cache.blocks.has(B.cid())).isTrue();
    assertThat(listings.get(0).toList()).containsExactly(B.cid().multihash());
    cache.below.beforePut = () -> {};
    assertThat(blocks.list().toList())
        .as("a later listing shows it once again")
        .containsExactlyInAnyOrder(A.cid().multihash(), B.cid().multihash());
  }

  @Test
  void a_listing_that_a_mount_breaks_off_never_ends_in_silence() {
    cache.blocks.put(A);
    archive.blocks.putAll(List.of(B, C));
    var listing = blocks.list();
    listing.next();
    archive.faults.failAt(
        Operation.STEP, 3, () -> new CorruptDataException("the checksum does not fit"));

    assertThat(listing.hasNext()).isTrue();
    listing.next();
    for (int call = 0; call < 3; call++) {
      assertThatThrownBy(listing::hasNext)
          .isInstanceOf(CorruptDataException.class)
          .hasMessage(
              "could not list the blocks in the mount 'archive': the checksum does not fit");
    }
    listing.close();
    assertThat(cache.below.openResults + archive.below.openResults).isZero();
  }

  @Test
  void a_listing_that_cannot_tell_whether_a_block_was_shown_fails() {
    archive.blocks.put(B);
    var listing = blocks.list();
    cache.breakAll(Operation.HAS);

    assertThatThrownBy(listing::hasNext)
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("'cache'");
    listing.close();
  }

  @Test
  void a_raw_listing_shows_every_copy_with_its_mount() {
    cache.blocks.put(A);
    archive.blocks.put(A);
    remote.blocks.put(B);

    assertThat(blocks.listCopies().toList())
        .containsExactly(
            new BlockCopy("cache", A.cid().multihash()),
            new BlockCopy("archive", A.cid().multihash()),
            new BlockCopy("remote", B.cid().multihash()));
    assertThat(cache.calls(Operation.HAS) + archive.calls(Operation.HAS))
        .as("what is asked besides the listings, but for the three puts")
        .isEqualTo(2);
  }

  // Views.

  @Test
  void a_view_is_shown_by_whichever_mount_has_the_block_and_checked_where_that_is_an_aux() {
    cache.blocks.put(A);
    archive.damage(B);
    remote.blocks.put(B);

    assertThat(blocks.view(A.cid(), ByteBuffer::remaining)).hasValue(A.size());
    assertThat(blocks.view(B.cid(), buffer -> buffer.get(0))).hasValue((byte) 'b');
    assertThat(blocks.view(C.cid(), buffer -> "shown")).isEmpty();
  }

  @Test
  void a_reader_that_fails_is_no_failure_of_a_mount() {
    cache.blocks.put(A);
    archive.blocks.putAll(List.of(A, B));
    List<Integer> shown = new ArrayList<>();

    for (Block block : List.of(A, B)) {
      assertThatThrownBy(
              () ->
                  blocks.view(
                      block.cid(),
                      buffer -> {
                        shown.add(buffer.remaining());
                        throw new DatastoreException("the reader has failed");
                      }))
          .hasMessage("the reader has failed");
    }

    assertThat(shown).as("each reader is called once").containsExactly(A.size(), B.size());
    assertThat(blocks.health()).extracting(MountHealth::errors).containsOnly(0L);
  }

  // Locating.

  @Test
  void locate_tells_for_each_mount_in_order_what_it_really_has() {
    cache.damage(A);
    archive.blocks.put(A);

    assertThat(blocks.locate(A.cid()))
        .satisfiesExactly(
            first -> {
              assertThat(first.name()).isEqualTo("cache");
              assertThat(first.status()).isEqualTo(Status.CORRUPT);
              assertThat(first.size()).hasValue("damaged".length());
              assertThat(first.error()).containsInstanceOf(CorruptDataException.class);
            },
            second -> assertThat(second).isEqualTo(Location.found("archive", A.size())),
            third -> assertThat(third).isEqualTo(Location.absent("remote")));
  }

  @Test
  void locate_tells_a_failure_from_damage() {
    archive.breakAll(Operation.GET);
    remote.faults.failAt(
        Operation.GET, 1, () -> new CorruptDataException("the checksum does not fit"));

    List<Location> locations = blocks.locate(A.cid());

    assertThat(locations)
        .extracting(Location::status)
        .containsExactly(Status.ABSENT, Status.ERROR, Status.CORRUPT);
    assertThat(locations).extracting(Location::size).containsOnly(OptionalLong.empty());
    assertThat(locations.get(1).error().orElseThrow())
        .hasMessageContaining("'archive': the disk is broken");
    assertThat(locations.get(2).error().orElseThrow())
        .hasMessageContaining("'remote': the checksum does not fit");
  }

  @Test
  void an_empty_block_is_located() {
    Block empty = Block.raw(new byte[0]);
    cache.blocks.put(empty);

    assertThat(blocks.locate(empty.cid()).get(0)).isEqualTo(Location.found("cache", 0));
    assertThat(blocks.size(empty.cid())).hasValue(0);
  }

  @Test
  void locate_asks_no_more_than_it_is_told_to() {
    cache.damage(A, "block A");
    archive.blocks.put(A);

    assertThat(blocks.locate(A.cid(), Depth.EXISTENCE))
        .containsExactly(
            Location.found("cache"), Location.found("archive"), Location.absent("remote"));
    assertThat(blocks.locate(A.cid(), Depth.SIZE))
        .containsExactly(
            Location.found("cache", 7), Location.found("archive", 7), Location.absent("remote"));
    assertThat(cache.calls(Operation.GET) + archive.calls(Operation.GET)).isZero();
    assertThat(blocks.locate(A.cid(), Depth.HASH))
        .extracting(Location::status)
        .containsExactly(Status.CORRUPT, Status.FOUND, Status.ABSENT);
  }

  @Test
  void two_sizes_of_one_block_show_which_copy_is_damaged() {
    cache.blocks.put(A);
    archive.damage(A, "much longer than the block");

    assertThat(blocks.locate(A.cid(), Depth.SIZE))
        .extracting(Location::status)
        .containsExactly(Status.FOUND, Status.CORRUPT, Status.ABSENT);
  }

  // Identity.

  @Test
  void an_identity_cid_is_answered_once_above_all_mounts() {
    byte[] data = "identity".getBytes(UTF_8);
    Cid cid = Cid.v1(Multicodec.RAW, Multihash.of(0x00, data));
    Block block = Block.wrapUnverified(cid, data);

    blocks.put(block);
    blocks.putAll(List.of(block));
    blocks.delete(cid);

    assertThat(bytesOf(blocks, block)).isEqualTo(data);
    assertThat(blocks.has(cid)).isTrue();
    assertThat(blocks.size(cid)).hasValue(data.length);
    assertThat(blocks.locate(cid))
        .extracting(Location::status)
        .containsExactly(Status.ABSENT, Status.ABSENT, Status.ABSENT);
    for (FragileStore store : List.of(cache, archive, remote)) {
      for (Operation operation : Operation.values()) {
        assertThat(store.faults.calls(operation)).isZero();
      }
    }
  }

  @Test
  void an_identity_cid_of_more_than_128_bytes_is_refused() {
    Cid cid = Cid.rawOf(Multihash.of(0x00, new byte[129]));
    Block block = Block.wrapUnverified(cid, new byte[129]);
    List<ThrowingCallable> calls =
        List.of(
            () -> blocks.get(cid),
            () -> blocks.has(cid),
            () -> blocks.size(cid),
            () -> blocks.put(block),
            () -> blocks.putAll(List.of(block)),
            () -> blocks.overwrite(block),
            () -> blocks.delete(cid),
            () -> blocks.deleteAll(List.of(cid)),
            () -> blocks.locate(cid));

    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call).isInstanceOf(UnsupportedKeyException.class);
    }
  }

  // Closing.

  @Test
  void closing_closes_every_mount_and_tells_all_failures() {
    cache.breakAll(Operation.CLOSE);
    remote.breakAll(Operation.CLOSE);

    var failure = catchThrowableOfType(DatastoreException.class, blocks::close);

    assertThat(failure)
        .hasMessage("could not close the store in the mount 'cache': the disk is broken");
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(second -> assertThat(second).hasMessageContaining("'remote'"));
    for (FragileStore store : List.of(cache, archive, remote)) {
      assertThat(store.below.closings).isEqualTo(1);
    }
    blocks.close();
    assertThatThrownBy(() -> blocks.locate(A.cid())).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void closing_in_the_middle_of_a_listing_refuses_the_rest() {
    cache.blocks.put(A);
    archive.blocks.put(B);
    var listing = blocks.list();
    assertThat(listing.hasNext()).isTrue();

    blocks.close();

    assertThatThrownBy(listing::next).isInstanceOf(DatastoreClosedException.class);
    assertThat(cache.below.openResults).isZero();
    listing.close();
  }

  @Test
  void a_handle_of_a_mount_is_closed_with_it() {
    Blockstore handle = blocks.mount("archive").orElseThrow();

    blocks.close();

    assertThatThrownBy(() -> handle.has(A.cid())).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> blocks.firstMount().has(A.cid()))
        .isInstanceOf(DatastoreClosedException.class);
  }
}
