package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.DelayedDatastore;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.Together;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mounts that come, move and go while others read. */
class MultiBlockstoreMountsTest {

  private static final Block A = Block.raw("block a".getBytes(UTF_8));
  private static final Block B = Block.raw("block b".getBytes(UTF_8));
  private static final Block C = Block.raw("block c".getBytes(UTF_8));

  private final FragileStore cache = new FragileStore();
  private final FragileStore archive = new FragileStore();
  private final FragileStore remote = new FragileStore();
  private final MultiBlockstore blocks =
      MultiBlockstore.builder()
          .cache("cache", cache.blocks)
          .aux("archive", archive.blocks)
          .aux("remote", remote.blocks)
          .build();

  private static Iterator<Multihash> hashes(Block... of) {
    return List.of(of).stream().map(block -> block.cid().multihash()).iterator();
  }

  // Coming and moving.

  @Test
  void a_store_that_takes_no_writes_is_refused_as_the_cache() {
    ReadOnlyBlockstore readOnly = new ReadOnlyBlockstore(archive.blocks);

    assertThatThrownBy(() -> MultiBlockstore.builder().cache("cache", readOnly))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes no writes");
  }

  @Test
  void a_store_is_mounted_behind_all_others_or_before_one() {
    FragileStore late = new FragileStore();
    FragileStore early = new FragileStore();
    late.blocks.put(A);

    blocks.add(AuxStore.of("late", late.blocks));
    blocks.add(AuxStore.of("early", early.blocks), "archive");

    assertThat(blocks.mounts()).containsExactly("cache", "early", "archive", "remote", "late");
    assertThat(blocks.get(A.cid())).isPresent();
    assertThat(blocks.locate(A.cid())).extracting(Location::name).endsWith("late");
  }

  @Test
  void the_order_in_which_mounts_are_asked_can_be_changed() {
    archive.blocks.put(A);
    remote.blocks.put(A);

    blocks.move("remote", "archive");
    blocks.get(A.cid());
    blocks.move("remote", "remote");

    assertThat(blocks.mounts()).containsExactly("cache", "remote", "archive");
    assertThat(remote.calls(Operation.GET)).isEqualTo(1);
    assertThat(archive.calls(Operation.GET)).isZero();
  }

  @Test
  void what_cannot_be_mounted_stays_the_callers() {
    FragileStore other = new FragileStore();
    List<Runnable> refused =
        List.of(
            () -> blocks.add(AuxStore.of("remote", other.blocks)),
            () -> blocks.add(AuxStore.of("other", other.blocks), "nowhere"),
            () -> blocks.add(AuxStore.of("other", other.blocks), "cache"),
            () -> blocks.add(AuxStore.of("again", archive.blocks)),
            () -> blocks.add(AuxStore.of("again", new ReadOnlyBlockstore(archive.blocks))),
            () ->
                blocks.add(
                    AuxStore.of(
                        "nested", DatastoreBlockstore.on(cache.faults, Key.of("/blocks/nested")))));

    for (Runnable attempt : refused) {
      assertThatThrownBy(attempt::run).isInstanceOf(IllegalArgumentException.class);
    }

    assertThat(blocks.mounts()).containsExactly("cache", "archive", "remote");
    assertThat(other.below.closings).isZero();
  }

  @Test
  void the_cache_stays_and_stays_first() {
    List<Runnable> refused =
        List.of(
            () -> blocks.unmount("cache"),
            () -> blocks.unmount("cache", hashes(), Stranded.RESCUE),
            () -> blocks.move("cache", "remote"),
            () -> blocks.move("remote", "cache"));

    for (Runnable attempt : refused) {
      assertThatThrownBy(attempt::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'cache' is the cache");
    }
    assertThatThrownBy(() -> blocks.unmount("nowhere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no mount 'nowhere'; the mounts are [cache, archive, remote]");
  }

  @Test
  void a_closed_store_takes_no_mounts() {
    blocks.close();

    assertThatThrownBy(() -> blocks.add(AuxStore.of("late", new FragileStore().blocks)))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> blocks.unmount("archive"))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> blocks.move("remote", "archive"))
        .isInstanceOf(DatastoreClosedException.class);
  }

  // Going.

  @Test
  void a_mount_taken_away_is_closed_and_can_be_mounted_again() {
    archive.blocks.put(A);
    Blockstore handle = blocks.mount("archive").orElseThrow();

    blocks.unmount("archive");

    assertThat(blocks.mounts()).containsExactly("cache", "remote");
    assertThat(blocks.has(A.cid())).isFalse();
    assertThat(archive.below.closings).isEqualTo(1);
    assertThatThrownBy(() -> handle.has(A.cid()))
        .isInstanceOf(DatastoreClosedException.class)
        .hasMessageContaining("'archive' was taken away");
    blocks.add(AuxStore.of("archive", new FragileStore().blocks));
    blocks.close();
    assertThat(archive.below.closings).isEqualTo(1);
  }

  @Test
  void an_aux_removed_in_the_middle_of_a_listing_is_listed_to_its_end_and_closed_after() {
    cache.blocks.put(A);
    archive.blocks.put(B);
    remote.blocks.put(C);
    try (CloseableIterator<Multihash> listing = blocks.list();
        CloseableIterator<BlockCopy> copies = blocks.listCopies()) {
      listing.next();
      copies.next();

      blocks.unmount("archive");

      assertThat(listing.next()).isEqualTo(B.cid().multihash());
      assertThat(listing.next()).isEqualTo(C.cid().multihash());
      assertThat(listing.hasNext()).isFalse();
      assertThat(archive.below.closings).as("another listing goes on").isZero();
      listing.close();
      assertThat(copies.next().mount()).isEqualTo("archive");
      assertThat(archive.below.closings).isZero();
    }
    assertThat(archive.below.closings).isEqualTo(1);
    assertThat(blocks.list().toList()).hasSize(2);
  }

  @Test
  void a_listing_of_one_mount_goes_on_when_that_is_taken_away_and_ends_with_the_store() {
    archive.blocks.putAll(List.of(A, B, C));
    Blockstore handle = blocks.mount("archive").orElseThrow();
    CloseableIterator<Multihash> first = handle.list();
    CloseableIterator<Multihash> second = handle.list();
    first.next();
    blocks.unmount("archive");

    assertThat(first.toList()).hasSize(2);
    assertThat(archive.below.closings).isZero();
    assertThatThrownBy(handle::list).isInstanceOf(DatastoreClosedException.class);
    blocks.close();

    assertThat(archive.below.closings).isEqualTo(1);
    assertThatThrownBy(second::hasNext).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void a_store_closed_while_a_listing_holds_a_mount_that_was_taken_away_closes_that_too() {
    archive.blocks.put(B);
    CloseableIterator<Multihash> listing = blocks.list();
    blocks.unmount("archive");

    blocks.close();

    assertThat(archive.below.closings).isEqualTo(1);
    assertThat(cache.below.closings).isEqualTo(1);
    assertThatThrownBy(listing::hasNext).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void a_read_of_a_mount_that_is_taken_away_goes_on_to_its_end() {
    RecordingDatastore below = new RecordingDatastore(new MemoryDatastore());
    DelayedDatastore slow = new DelayedDatastore(below);
    Blockstore store = DatastoreBlockstore.on(slow);
    store.put(A);
    blocks.add(AuxStore.of("slow", store));
    DelayedDatastore.Hold hold = slow.hold(Operation.GET);

    try (Together threads = new Together()) {
      threads.start(() -> assertThat(blocks.get(A.cid())).isPresent());
      hold.awaitArrival();
      blocks.unmount("slow");
      assertThat(below.closings).isZero();
      hold.release();
    }

    assertThat(below.closings).isEqualTo(1);
  }

  @Test
  void a_block_that_moves_into_the_cache_while_it_is_looked_for_is_not_missed() {
    archive.blocks.put(A);
    Runnable[] afterMiss = {() -> {}};
    var hooked =
        new ForwardingDatastore(new MemoryDatastore()) {
          @Override
          public Optional<byte[]> get(Key key) {
            Optional<byte[]> found = super.get(key);
            Runnable once = afterMiss[0];
            afterMiss[0] = () -> {};
            once.run();
            return found;
          }
        };
    MultiBlockstore multi =
        MultiBlockstore.builder()
            .cache("cache", DatastoreBlockstore.on(hooked))
            .aux("archive", archive.blocks)
            .build();
    afterMiss[0] = () -> multi.unmount("archive", hashes(A), Stranded.RESCUE);

    assertThat(multi.get(A.cid())).isPresent();

    assertThat(multi.mounts()).containsExactly("cache");
  }

  /** The cache with something that happens once, right after it has missed a block. */
  private static final class HookedCache extends ForwardingDatastore {
    Runnable afterMiss = () -> {};

    HookedCache() {
      super(new MemoryDatastore());
    }

    @Override
    public boolean has(Key key) {
      boolean held = super.has(key);
      if (!held) {
        Runnable once = afterMiss;
        afterMiss = () -> {};
        once.run();
      }
      return held;
    }
  }

  @Test
  void a_block_whose_spare_copy_is_removed_while_it_is_looked_for_is_not_missed() {
    HookedCache hooked = new HookedCache();
    MultiBlockstore multi =
        MultiBlockstore.builder()
            .cache("cache", DatastoreBlockstore.on(hooked))
            .aux(AuxStore.of("w", remote.blocks).writable())
            .build();
    remote.blocks.put(A);
    hooked.afterMiss =
        () -> {
          multi.overwrite(A);
          assertThat(multi.upkeep().removeSpareCopy("w", A.cid())).hasValue("cache");
        };

    assertThat(multi.has(A.cid())).isTrue();

    assertThat(remote.blocks.has(A.cid())).isFalse();
  }

  @Test
  void a_block_whose_listed_copy_is_removed_before_it_is_listed_is_shown_at_the_end() {
    MultiBlockstore multi =
        MultiBlockstore.builder()
            .cache("cache", cache.blocks)
            .aux("archive", archive.blocks)
            .aux(AuxStore.of("w", remote.blocks).writable())
            .build();
    archive.blocks.put(C);
    remote.blocks.putAll(List.of(A, B));
    try (CloseableIterator<Multihash> listing = multi.list()) {
      assertThat(listing.next()).as("the cache is listed").isEqualTo(C.cid().multihash());
      multi.put(A);
      assertThat(multi.upkeep().removeSpareCopy("w", A.cid())).hasValue("cache");

      assertThat(listing.toList()).containsExactly(B.cid().multihash(), A.cid().multihash());
    }
  }

  @Test
  void a_store_that_is_closed_ends_a_round_in_progress_and_repairs_nothing_more() throws Exception {
    cache.blocks.putAll(List.of(A, B, C));
    List<Thread> closing = new ArrayList<>();
    Pace closesMeanwhile =
        bytes -> {
          if (closing.isEmpty()) {
            Thread thread = new Thread(blocks::close);
            closing.add(thread);
            thread.start();
            Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
          }
        };

    assertThatThrownBy(
            () -> blocks.upkeep().scrub(BlockScrub.of("cache").repairing().pace(closesMeanwhile)))
        .isInstanceOf(DatastoreClosedException.class);

    closing.get(0).join();
    assertThat(cache.calls(Operation.GET)).isEqualTo(1);
  }

  @Test
  void an_unmount_of_a_store_that_is_closed_ends_between_two_blocks() throws Exception {
    archive.blocks.putAll(List.of(A, B, C));
    List<Thread> closing = new ArrayList<>();
    Iterator<Multihash> all = hashes(A, B, C);
    Iterator<Multihash> closesMeanwhile =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return all.hasNext();
          }

          @Override
          public Multihash next() {
            if (closing.isEmpty()) {
              Thread thread = new Thread(blocks::close);
              closing.add(thread);
              thread.start();
              Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
            }
            return all.next();
          }
        };

    assertThatThrownBy(() -> blocks.unmount("archive", closesMeanwhile, Stranded.RESCUE))
        .isInstanceOf(DatastoreClosedException.class);

    closing.get(0).join();
    assertThat(all.hasNext()).isTrue();
  }

  @Test
  void a_mount_is_taken_away_once_and_not_another_of_its_name() {
    LiveMounts live =
        new LiveMounts(
            AuxStore.of("cache", cache.blocks),
            List.of(AuxStore.of("archive", archive.blocks)),
            MultiBlockstoreOptions.defaults(),
            new MountEvents(new MountListener() {}));
    MountedStore first = live.current().getAux("archive");
    live.remove(first);
    live.add(AuxStore.of("archive", remote.blocks), null);

    assertThatThrownBy(() -> live.remove(first))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'archive'");

    assertThat(archive.below.closings).isEqualTo(1);
    assertThat(remote.below.closings).isZero();
    assertThat(live.current().names()).containsExactly("cache", "archive");
  }

  @Test
  void a_listing_of_what_would_be_lost_fails_once_the_mount_is_gone_and_keeps_it_open_until_then() {
    archive.blocks.putAll(List.of(A, B));
    CloseableIterator<Multihash> lost = blocks.stranded("archive", hashes(A, B));
    assertThat(lost.next()).isEqualTo(A.cid().multihash());

    blocks.unmount("archive");

    assertThat(archive.below.closings).isZero();
    assertThatThrownBy(lost::hasNext)
        .isInstanceOf(DatastoreClosedException.class)
        .hasMessageContaining("'archive' was taken away");
    lost.close();
    assertThat(archive.below.closings).isEqualTo(1);
  }

  @Test
  void a_handle_of_a_mount_is_not_used_any_more_once_the_whole_is_closed() {
    Blockstore handle = blocks.mount("archive").orElseThrow();
    archive.blocks.put(A);
    CloseableIterator<Multihash> kept = archive.blocks.list();

    blocks.close();

    assertThatThrownBy(() -> handle.get(A.cid()))
        .isInstanceOf(DatastoreClosedException.class)
        .hasMessageContaining("multi-blockstore");
    assertThatThrownBy(() -> handle.view(A.cid(), buffer -> 1))
        .isInstanceOf(DatastoreClosedException.class)
        .hasMessageContaining("multi-blockstore");
    kept.close();
  }

  @Test
  void a_read_that_succeeded_does_not_fail_with_the_closing_of_a_store_that_was_taken_away() {
    RecordingDatastore below = new RecordingDatastore(new MemoryDatastore());
    DelayedDatastore slow = new DelayedDatastore(below);
    FaultyDatastore faults = new FaultyDatastore(slow);
    Blockstore store = DatastoreBlockstore.on(faults);
    store.put(A);
    blocks.add(AuxStore.of("slow", store));
    faults.failFromNowOn(Operation.CLOSE, () -> new DatastoreException("the disk is broken"));
    DelayedDatastore.Hold hold = slow.hold(Operation.GET);

    try (Together threads = new Together()) {
      threads.start(() -> assertThat(blocks.get(A.cid())).isPresent());
      hold.awaitArrival();
      blocks.unmount("slow");
      hold.release();
    }

    assertThat(below.closings).isEqualTo(1);
  }

  @Test
  void readers_find_every_block_while_mounts_come_move_and_go() {
    Random random = Seeds.random();
    List<Block> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(Block.raw(("block " + i).getBytes(UTF_8)));
    }
    remote.blocks.putAll(all);
    AtomicBoolean done = new AtomicBoolean();
    try (Together threads = new Together()) {
      for (int thread = 0; thread < 3; thread++) {
        long seed = random.nextLong();
        threads.start(
            () -> {
              Random own = new Random(seed);
              while (!done.get()) {
                Block block = all.get(own.nextInt(all.size()));
                assertThat(blocks.has(block.cid())).isTrue();
                assertThat(blocks.get(block.cid())).isPresent();
              }
            });
      }
      threads.start(
          () -> {
            while (!done.get()) {
              assertThat(new HashSet<>(blocks.list().toList())).hasSize(all.size());
            }
          });
      threads.start(
          () -> {
            try {
              for (int round = 0; round < 200; round++) {
                FragileStore passing = new FragileStore();
                passing.blocks.putAll(all.subList(0, round % all.size()));
                blocks.add(AuxStore.of("passing", passing.blocks), "archive");
                blocks.move("remote", "archive");
                blocks.move("archive", "remote");
                blocks.unmount("passing");
              }
            } finally {
              done.set(true);
            }
          });
    }
    assertThat(blocks.mounts()).containsExactly("cache", "archive", "remote");
  }

  // Going safely.

  @Test
  void blocks_that_must_stay_and_are_nowhere_else_are_listed_and_nothing_is_changed() {
    archive.blocks.putAll(List.of(A, B, C));
    remote.blocks.put(A);
    cache.damage(B);
    Block nowhere = Block.raw("in no mount".getBytes(UTF_8));
    Multihash identity = Multihash.of(0x00, new byte[3]);
    List<Multihash> kept = new ArrayList<>();
    hashes(A, B, C, nowhere).forEachRemaining(kept::add);
    kept.add(identity);

    assertThat(blocks.stranded("archive", kept.iterator()).toList())
        .as("the copy of b in the cache is damaged")
        .containsExactly(B.cid().multihash(), C.cid().multihash());

    assertThat(blocks.mounts()).contains("archive");
    assertThat(cache.writes()).isZero();
  }

  @Test
  void an_unmount_that_would_lose_blocks_that_must_stay_is_refused() {
    archive.blocks.putAll(List.of(A, B, C));
    remote.blocks.put(A);

    var failure =
        catchThrowableOfType(
            StrandedBlocksException.class,
            () -> blocks.unmount("archive", hashes(A, B), Stranded.REFUSE));

    assertThat(failure)
        .hasMessageContaining("'archive'")
        .hasMessageContaining("the only good copy of 1 blocks")
        .hasMessageContaining(B.cid().multihash().toString());
    assertThat(failure.count()).isEqualTo(1);
    assertThat(failure.examples()).containsExactly(B.cid().multihash());
    assertThat(blocks.mounts()).contains("archive");
    assertThat(blocks.unmount("archive", hashes(A), Stranded.REFUSE)).isZero();
    assertThat(blocks.mounts()).doesNotContain("archive");
    assertThat(blocks.has(A.cid())).isTrue();
  }

  @Test
  void a_rescue_copies_the_blocks_that_must_stay_into_the_cache_before_the_mount_goes() {
    archive.blocks.putAll(List.of(A, B, C));
    remote.blocks.put(A);
    cache.damage(B);

    assertThat(blocks.unmount("archive", hashes(A, B), Stranded.RESCUE)).isEqualTo(1);

    assertThat(blocks.mounts()).containsExactly("cache", "remote");
    assertThat(blocks.get(B.cid()).orElseThrow().toBytes()).isEqualTo(B.toBytes());
    assertThat(cache.blocks.has(A.cid())).isFalse();
    assertThat(blocks.has(C.cid())).as("nobody wanted it to stay").isFalse();
    assertThat(cache.below.syncs).hasSize(1);
    assertThat(archive.below.closings).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Stranded.class)
  void a_mount_that_cannot_say_what_it_has_stays(Stranded stranded) {
    archive.blocks.put(A);
    archive.breakAll(Operation.GET);

    assertThatThrownBy(() -> blocks.unmount("archive", hashes(A), stranded))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("in the mount 'archive': the disk is broken");
    assertThat(blocks.mounts()).contains("archive");

    archive.faults.heal();
    assertThat(blocks.unmount("archive", hashes(A), Stranded.RESCUE)).isEqualTo(1);
  }

  @Test
  void a_rescue_into_a_cache_that_cannot_be_written_leaves_the_mount() {
    archive.blocks.put(A);
    cache.breakAll(Operation.PUT);

    assertThatThrownBy(() -> blocks.unmount("archive", hashes(A), Stranded.RESCUE))
        .hasMessageContaining("in the mount 'cache': the disk is broken");

    assertThat(blocks.has(A.cid())).isTrue();
  }

  @Test
  void while_a_mount_is_leaving_no_put_is_elided_by_it_and_no_removal_counts_on_it() {
    MultiBlockstore multi =
        MultiBlockstore.builder()
            .cache("first", new FragileStore().blocks)
            .aux(AuxStore.of("leaving", archiveWith(A, B)).trusted())
            .build();
    multi.overwrite(B);
    Iterator<Multihash> meanwhile =
        new Iterator<>() {
          private boolean done;

          @Override
          public boolean hasNext() {
            if (!done) {
              done = true;
              multi.put(A);
              assertThat(multi.upkeep().removeSpareCopy("first", B.cid())).isEmpty();
              assertThatThrownBy(() -> multi.unmount("leaving", hashes(), Stranded.REFUSE))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("being taken away already");
            }
            return false;
          }

          @Override
          public Multihash next() {
            throw new AssertionError("there is none");
          }
        };

    multi.unmount("leaving", meanwhile, Stranded.REFUSE);

    assertThat(multi.has(A.cid())).isTrue();
    assertThat(multi.has(B.cid())).isTrue();
  }

  private Blockstore archiveWith(Block... held) {
    Blockstore store = new FragileStore().blocks;
    store.putAll(List.of(held));
    return store;
  }

  @Test
  void a_mount_that_hangs_holds_up_nobody_who_does_not_need_it() {
    DelayedDatastore slow = new DelayedDatastore(new MemoryDatastore());
    blocks.add(AuxStore.of("slow", DatastoreBlockstore.on(slow)));
    cache.blocks.put(A);
    DelayedDatastore.Hold hold = slow.hold(Operation.GET);

    try (Together threads = new Together()) {
      threads.start(() -> assertThat(blocks.get(C.cid())).isEmpty());
      hold.awaitArrival();

      assertThat(blocks.get(A.cid())).isPresent();
      blocks.put(B);
      blocks.delete(B.cid());
      blocks.move("remote", "archive");
      assertThat(blocks.remove(B.cid()).outcome()).isEqualTo(Removal.Outcome.ABSENT);
      blocks.unmount("slow");
      assertThat(blocks.get(Cid.rawOf(C.cid().multihash()))).isEmpty();
      hold.release();
    }
  }
}
