package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.blockstore.OrderedListing;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.mount.Location.Status;
import dev.cairn.mount.Repair.Outcome;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UpkeepTest {

  private static final Block A = Block.raw("block a".getBytes(UTF_8));
  private static final Block B = Block.raw("block b".getBytes(UTF_8));
  private static final Block C = Block.raw("block c".getBytes(UTF_8));
  private static final Block D = Block.raw("block d".getBytes(UTF_8));
  private static final Cid IDENTITY = Cid.rawOf(Multihash.of(0x00, new byte[3]));

  private final FragileStore cache = new FragileStore();
  private final FragileStore archive = new FragileStore();
  private final FragileStore remote = new FragileStore();
  private final MultiBlockstore blocks =
      MultiBlockstore.builder()
          .cache("cache", cache.blocks)
          .aux("archive", archive.blocks)
          .aux(AuxStore.of("remote", remote.blocks).writable())
          .build();
  private final Upkeep upkeep = blocks.upkeep();

  // Repairs.

  @Test
  void a_repair_replaces_a_damaged_copy_although_the_cache_checks_nothing_itself() {
    cache.damage(A);
    archive.damage(A);
    remote.blocks.put(A);

    Repair repair = upkeep.repair(A.cid());

    assertThat(repair.outcome()).isEqualTo(Outcome.REPAIRED);
    assertThat(repair.source()).hasValue("remote");
    assertThat(repair.reason()).containsInstanceOf(CorruptDataException.class);
    assertThat(cache.blocks.get(A.cid()).orElseThrow().toBytes()).isEqualTo(A.toBytes());
    assertThat(upkeep.repair(A.cid()).outcome()).isEqualTo(Outcome.INTACT);
  }

  @Test
  void a_repair_copies_no_block_that_the_cache_does_not_hold() {
    archive.blocks.put(A);

    assertThat(upkeep.repair(A.cid()).outcome()).isEqualTo(Outcome.ABSENT);
    assertThat(upkeep.repair(IDENTITY).outcome()).isEqualTo(Outcome.ABSENT);
    assertThat(cache.writes()).isZero();
  }

  @Test
  void what_no_mount_has_a_good_copy_of_stays_as_it_is_and_every_reason_is_told() {
    cache.damage(A);
    archive.damage(A);
    remote.breakAll(Operation.GET);

    Repair repair = upkeep.repair(A.cid());

    assertThat(repair.outcome()).isEqualTo(Outcome.BEYOND_REPAIR);
    assertThat(repair.source()).isEmpty();
    assertThat(repair.reason().orElseThrow().getSuppressed()).hasSize(2);
    assertThat(cache.writes()).isZero();
    assertThat(cache.blocks.has(A.cid())).isTrue();
  }

  @Test
  void a_transient_failure_to_read_without_another_copy_changes_nothing() {
    cache.blocks.put(A);
    cache.faults.failAt(Operation.GET, 1, () -> new DatastoreException("a loose cable"));
    long writes = cache.writes();

    assertThat(upkeep.repair(A.cid()).outcome()).isEqualTo(Outcome.BEYOND_REPAIR);

    assertThat(cache.writes()).isEqualTo(writes);
    assertThat(upkeep.repair(A.cid()).outcome()).isEqualTo(Outcome.INTACT);
  }

  @Test
  void a_hash_that_cannot_be_computed_is_no_reason_to_replace_a_copy() {
    Cid murmur = Cid.rawOf(Multihash.of(0x22, new byte[8]));
    cache.blocks.put(Block.wrapUnverified(murmur, new byte[] {1}));
    archive.blocks.put(Block.wrapUnverified(murmur, new byte[] {2}));
    long writes = cache.writes();

    assertThat(upkeep.repair(murmur).outcome()).isEqualTo(Outcome.BEYOND_REPAIR);

    assertThat(cache.writes()).isEqualTo(writes);
  }

  // Scrubs.

  @Test
  void a_scrub_reads_every_copy_and_tells_of_the_bad_ones() {
    cache.blocks.putAll(List.of(A, C, D));
    cache.damage(B, "damaged");
    List<ScrubFinding> findings = new ArrayList<>();

    ScrubReport report = upkeep.scrub(BlockScrub.of("cache").tellingOf(findings::add));

    assertThat(report.blocks()).isEqualTo(4);
    assertThat(report.bytes()).isEqualTo(4 * 7);
    assertThat(report.corrupt()).isEqualTo(1);
    assertThat(report.unreadable()).isZero();
    assertThat(report.repaired()).isZero();
    assertThat(report.complete()).isTrue();
    assertThat(report.isClean()).isFalse();
    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.multihash()).isEqualTo(B.cid().multihash());
              assertThat(finding.found().status()).isEqualTo(Status.CORRUPT);
              assertThat(finding.repair()).isEmpty();
            });
    assertThat(upkeep.scrub(BlockScrub.of("archive")).isClean()).isTrue();
  }

  @Test
  void a_scrub_reads_also_a_mount_that_nobody_else_asks_for_a_while() {
    archive.blocks.putAll(many(40));
    archive.faults.failWhen(
        Operation.GET, call -> call <= 20, () -> new DatastoreException("a loose cable"));
    for (Block block : many(20)) {
      assertThatThrownBy(() -> blocks.get(block.cid())).isInstanceOf(DatastoreException.class);
    }
    archive.faults.heal();
    assertThat(blocks.health().get(1).state()).isEqualTo(MountHealth.State.TRIPPED);

    ScrubReport report = upkeep.scrub(BlockScrub.of("archive"));

    assertThat(report.isClean()).isTrue();
    assertThat(report.blocks()).isEqualTo(40);
    assertThat(report.unreadable()).isZero();
  }

  @Test
  void a_scrub_tells_what_cannot_be_read_from_what_is_damaged() {
    cache.blocks.putAll(List.of(A, B));
    cache.faults.failAt(Operation.GET, 1, () -> new DatastoreException("a loose cable"));

    ScrubReport report = upkeep.scrub(BlockScrub.of("cache"));

    assertThat(report.unreadable()).isEqualTo(1);
    assertThat(report.corrupt()).isZero();
    assertThat(report.blocks()).isEqualTo(2);
  }

  @Test
  void a_scrub_that_repairs_replaces_what_another_mount_has_and_leaves_the_rest() {
    cache.damage(A);
    cache.damage(B);
    archive.blocks.put(A);
    List<ScrubFinding> findings = new ArrayList<>();

    ScrubReport report = upkeep.scrub(BlockScrub.of("cache").repairing().tellingOf(findings::add));

    assertThat(report.corrupt()).isEqualTo(2);
    assertThat(report.repaired()).isEqualTo(1);
    assertThat(report.isClean()).isFalse();
    assertThat(findings)
        .extracting(ScrubFinding::multihash, finding -> finding.repair().orElseThrow().outcome())
        .containsExactlyInAnyOrder(
            tuple(A.cid().multihash(), Outcome.REPAIRED),
            tuple(B.cid().multihash(), Outcome.BEYOND_REPAIR));
    archive.blocks.put(B);
    assertThat(upkeep.scrub(BlockScrub.of("cache").repairing()).isClean()).isTrue();
    assertThat(upkeep.scrub(BlockScrub.of("cache")).corrupt()).isZero();
  }

  @Test
  void a_full_disk_ends_no_round() {
    cache.damage(A);
    cache.blocks.put(B);
    archive.blocks.put(A);
    cache.faults.failFromNowOn(Operation.PUT, () -> new NoSpaceException("the disk is full"));

    ScrubReport report = upkeep.scrub(BlockScrub.of("cache").repairing());

    assertThat(report.blocks()).isEqualTo(2);
    assertThat(report.repaired()).isZero();
  }

  @Test
  void an_aux_is_scrubbed_and_never_repaired() {
    remote.damage(A);
    archive.blocks.put(A);

    assertThat(upkeep.scrub(BlockScrub.of("remote")).corrupt()).isEqualTo(1);
    assertThatThrownBy(() -> upkeep.scrub(BlockScrub.of("remote").repairing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only 'cache'");
    assertThatThrownBy(() -> upkeep.scrub(BlockScrub.of("nowhere")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_scrub_goes_on_where_it_stopped_also_when_that_block_is_gone() {
    List<Block> many = many(20);
    cache.blocks.putAll(many);
    long looked = 0;
    Optional<Multihash> last = Optional.empty();
    boolean complete = false;
    while (!complete) {
      BlockScrub scrub = BlockScrub.of("cache").atMost(7);
      ScrubReport report = upkeep.scrub(last.isPresent() ? scrub.after(last.get()) : scrub);
      looked += report.blocks();
      last = report.last();
      complete = report.complete();
      last.ifPresent(multihash -> cache.blocks.delete(Cid.rawOf(multihash)));
    }

    assertThat(looked).isEqualTo(20);
    assertThat(cache.calls(Operation.GET)).isEqualTo(20);
  }

  @Test
  void a_scrub_stops_between_two_blocks_when_it_is_cancelled() {
    cache.blocks.putAll(many(10));
    AtomicInteger asked = new AtomicInteger();

    ScrubReport report =
        upkeep.scrub(BlockScrub.of("cache").cancelledBy(() -> asked.incrementAndGet() > 4));

    assertThat(report.blocks()).isEqualTo(4);
    assertThat(report.complete()).isFalse();
    assertThat(report.last()).isPresent();
  }

  @Test
  void a_scrub_that_cannot_list_fails() {
    cache.blocks.putAll(many(10));
    cache.faults.failAt(Operation.STEP, 5, () -> new DatastoreException("the disk is broken"));

    assertThatThrownBy(() -> upkeep.scrub(BlockScrub.of("cache")))
        .hasMessage("could not list the blocks in the mount 'cache': the disk is broken");
    assertThat(cache.below.openResults).isZero();
  }

  @Test
  void a_store_without_an_order_is_scrubbed_from_its_beginning_alone() {
    Blockstore inner = new FragileStore().blocks;
    inner.putAll(List.of(A, B));
    Blockstore plain =
        (Blockstore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Blockstore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("capability")) {
                    return Optional.empty();
                  }
                  try {
                    return method.invoke(inner, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    blocks.add(AuxStore.of("plain", plain));

    assertThat(upkeep.scrub(BlockScrub.of("plain")).blocks()).isEqualTo(2);
    assertThatThrownBy(() -> upkeep.scrub(BlockScrub.of("plain").after(A.cid().multihash())))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("'plain'");
  }

  @Test
  void a_listing_in_order_goes_on_behind_any_block() {
    List<Block> many = many(20);
    cache.blocks.putAll(many);
    OrderedListing ordered = cache.blocks.capability(OrderedListing.class).orElseThrow();
    List<Multihash> all = ordered.listInOrder().toList();

    assertThat(new HashSet<>(all)).hasSize(20);
    for (int i = 0; i < all.size(); i++) {
      assertThat(ordered.listInOrderAfter(all.get(i)).toList())
          .isEqualTo(all.subList(i + 1, all.size()));
    }
    assertThat(new ReadOnlyBlockstore(cache.blocks).capability(OrderedListing.class)).isPresent();
    assertThat(new ReadOnlyBlockstore(cache.blocks).capability(DatastoreBlockstore.class))
        .as("no way round the wrapper")
        .isEmpty();
  }

  private static List<Block> many(int count) {
    List<Block> many = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      many.add(Block.raw(("block " + i).getBytes(UTF_8)));
    }
    return many;
  }

  @Test
  void a_pace_waits_as_long_as_the_bytes_take_and_saves_nothing_up() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    List<Long> pauses = new ArrayList<>();
    Pace pace =
        Pace.bytesPerSecond(
            1000,
            now::get,
            nanos -> {
              pauses.add(nanos);
              now.addAndGet(nanos);
            });

    pace.spend(500);
    pace.spend(250);
    now.addAndGet(10_000_000_000L);
    pace.spend(100);
    pace.spend(0);

    assertThat(pauses).containsExactly(500_000_000L, 250_000_000L, 100_000_000L);
    assertThatThrownBy(() -> Pace.bytesPerSecond(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_scrub_tells_its_pace_what_it_has_read() {
    cache.blocks.putAll(List.of(A, B));
    AtomicLong spent = new AtomicLong();

    upkeep.scrub(BlockScrub.of("cache").pace(spent::addAndGet));

    assertThat(spent).hasValue(14);
  }

  // Fewer copies.

  @Test
  void what_an_aux_has_a_good_copy_of_is_evicted_from_the_cache() {
    cache.blocks.putAll(List.of(A, B, C, D));
    archive.blocks.put(A);
    archive.damage(B);
    remote.blocks.put(C);

    Eviction eviction = upkeep.evictHeldElsewhere(CancellationToken.never());

    assertThat(eviction).isEqualTo(new Eviction(2, 14));
    assertThat(cache.blocks.list().toList())
        .containsExactlyInAnyOrder(B.cid().multihash(), D.cid().multihash());
    for (Block block : List.of(A, B, C, D)) {
      assertThat(blocks.get(block.cid()).orElseThrow().toBytes()).isEqualTo(block.toBytes());
    }
  }

  @Test
  void an_aux_that_fails_gets_nothing_evicted() {
    cache.blocks.put(A);
    archive.blocks.put(A);
    archive.breakAll(Operation.GET);

    assertThat(upkeep.evictHeldElsewhere(CancellationToken.never())).isEqualTo(new Eviction(0, 0));
    assertThat(upkeep.evictHeldElsewhere(() -> true)).isEqualTo(new Eviction(0, 0));
    assertThat(cache.blocks.has(A.cid())).isTrue();
  }

  @Test
  void a_copy_is_removed_only_on_the_strength_of_another() {
    cache.blocks.putAll(List.of(A, B));
    remote.blocks.put(A);
    archive.damage(B);

    assertThat(upkeep.removeSpareCopy("cache", A.cid())).hasValue("remote");
    assertThat(upkeep.removeSpareCopy("remote", A.cid())).isEmpty();
    assertThat(upkeep.removeSpareCopy("cache", B.cid())).isEmpty();
    assertThat(upkeep.removeSpareCopy("cache", IDENTITY)).isEmpty();

    assertThat(blocks.get(A.cid())).isPresent();
    assertThat(cache.blocks.has(B.cid())).isTrue();
    assertThatThrownBy(() -> upkeep.removeSpareCopy("archive", B.cid()))
        .isInstanceOf(ReadOnlyDatastoreException.class)
        .hasMessageContaining("'archive'");
  }

  // Duplicates.

  @Test
  void blocks_in_more_than_one_mount_are_told_once_with_all_of_them() {
    cache.blocks.putAll(List.of(A, B, D));
    archive.blocks.putAll(List.of(A, C));
    remote.blocks.putAll(List.of(A, C));

    assertThat(upkeep.duplicates().toList())
        .containsExactly(
            new Duplicate(A.cid().multihash(), List.of("cache", "archive", "remote"), 7),
            new Duplicate(C.cid().multihash(), List.of("archive", "remote"), 7));
    assertThat(upkeep.duplicates().toList().get(0).spareBytes()).isEqualTo(14);
    assertThat(upkeep.duplicates("remote", "cache").toList())
        .containsExactly(new Duplicate(A.cid().multihash(), List.of("remote", "cache"), 7));
  }

  @Test
  void a_copy_of_another_size_is_no_duplicate() {
    cache.blocks.put(A);
    archive.damage(A, "much longer than the block");

    assertThat(upkeep.duplicates().toList()).isEmpty();
  }

  @Test
  void a_mount_that_cannot_say_ends_the_listing_of_duplicates() {
    cache.blocks.put(A);
    archive.breakAll(Operation.SIZE);

    assertThatThrownBy(() -> upkeep.duplicates().toList())
        .hasMessageContaining("in the mount 'archive': the disk is broken");
  }

  @Test
  void duplicates_are_of_two_mounts_that_there_are() {
    assertThatThrownBy(() -> upkeep.duplicates("cache", "cache"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> upkeep.duplicates("cache", "nowhere"))
        .isInstanceOf(IllegalArgumentException.class);
    blocks.unmount("archive");
    assertThat(archive.below.closings).as("what was refused holds nothing").isEqualTo(1);
  }

  @Test
  void duplicates_of_a_mount_that_is_taken_away_meanwhile_are_told_to_the_end() {
    cache.blocks.putAll(List.of(A, B));
    archive.blocks.putAll(List.of(A, B));
    try (CloseableIterator<Duplicate> duplicates = upkeep.duplicates()) {
      duplicates.next();

      blocks.unmount("archive");

      assertThat(duplicates.next().mounts()).containsExactly("cache", "archive");
      assertThat(duplicates.hasNext()).isFalse();
    }
    assertThat(archive.below.closings).isEqualTo(1);
  }
}
