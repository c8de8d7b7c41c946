package dev.cairn.gc;

import static dev.cairn.gc.Graphs.leaf;
import static dev.cairn.gc.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.mount.AuxStore;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.Removal;
import dev.cairn.mount.Removal.Outcome;
import dev.cairn.mount.Stranded;
import dev.cairn.mount.StrandedBlocksException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Together;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Blocks are removed by hand, one copy at a time. */
class BlockRemovalTest {

  private static final CancellationToken NEVER = CancellationToken.never();

  private final Stores stores = new Stores();
  private final Collector collector = Collector.of(stores.pins);
  private final Block leaf = stores.put(leaf("leaf"));
  private final Block root = stores.put(node("root", leaf));

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void a_block_that_nothing_keeps_is_removed_and_it_tells_who_has_it_still() {
    stores.archive(leaf);

    assertThat(collector.removeBlock(leaf.cid(), NEVER))
        .isEqualTo(new Removal(Outcome.STILL_IN, true, List.of("archive"), List.of()));
    assertThat(collector.removeBlock(leaf.cid(), NEVER))
        .isEqualTo(new Removal(Outcome.STILL_IN, false, List.of("archive"), List.of()));
    assertThat(collector.removeBlock(root.cid(), NEVER))
        .isEqualTo(new Removal(Outcome.DELETED, true, List.of(), List.of()));
    assertThat(stores.cachedOf(leaf, root)).isEmpty();
  }

  @Test
  void a_pinned_block_stays_and_the_refusal_names_the_pin_and_the_way() {
    stores.pins.add(root.cid());

    assertThatThrownBy(() -> collector.removeBlock(leaf.cid(), NEVER))
        .isInstanceOfSatisfying(
            PinnedBlockException.class,
            refusal ->
                assertThat(refusal.reason())
                    .hasValueSatisfying(
                        reason ->
                            assertThat(reason.path()).containsExactly(root.cid(), leaf.cid())))
        .hasMessageContaining(root.cid().toString());
    assertThat(stores.isCached(leaf)).isTrue();
  }

  @Test
  void trap_10_the_raw_alias_of_a_pinned_node_counts_as_pinned() {
    stores.pins.add(root.cid());
    Cid alias = Cid.rawOf(root.cid().multihash());

    assertThatThrownBy(() -> collector.removeBlock(alias, NEVER))
        .isInstanceOf(PinnedBlockException.class);
    stores.pins.remove(root.cid());
    stores.pins.add(root.cid(), PinOptions.direct());
    assertThatThrownBy(() -> collector.removeBlock(alias, NEVER))
        .isInstanceOf(PinnedBlockException.class);
    assertThat(stores.isCached(root)).isTrue();
  }

  @Test
  void a_pinned_block_may_go_where_another_mount_has_a_good_copy() {
    stores.pins.add(root.cid());
    stores.archive(root);

    assertThat(collector.removeBlock(root.cid(), NEVER))
        .isEqualTo(new Removal(Outcome.STILL_IN, true, List.of("archive"), List.of()));
    assertThat(stores.blocks.get(root.cid())).isPresent();
  }

  @Test
  void trap_11_a_copy_elsewhere_that_is_damaged_or_cannot_be_read_does_not_count() {
    stores.pins.add(root.cid());
    stores.archive(root);
    Stores.damage(stores.archive, root);
    assertThatThrownBy(() -> collector.removeBlock(root.cid(), NEVER))
        .isInstanceOf(PinnedBlockException.class);

    Stores.breakReads(stores.archive);
    assertThatThrownBy(() -> collector.removeBlock(root.cid(), NEVER))
        .isInstanceOf(PinnedBlockException.class);
    assertThat(stores.isCached(root)).isTrue();
  }

  @Test
  void trap_11_a_store_that_fails_for_a_moment_makes_nothing_be_taken_for_loose() {
    stores.pins.add(root.cid());
    Block other = stores.put(leaf("other"));
    stores.cache.failAt(Operation.GET, 1, () -> new DatastoreException("a moment of weakness"));

    assertThatThrownBy(() -> collector.removeBlock(other.cid(), NEVER))
        .hasMessageContaining("nobody knows");
    assertThat(stores.isCached(other)).isTrue();
    assertThat(collector.removeBlock(other.cid(), NEVER).removed()).isTrue();
  }

  @Test
  void a_block_below_a_missing_one_is_not_taken_for_loose() {
    Block top = stores.put(node("top", root));
    stores.pins.add(top.cid());
    stores.blocks.delete(root.cid());

    assertThatThrownBy(() -> collector.removeBlock(leaf.cid(), NEVER))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(root.cid().toString());
    assertThat(stores.isCached(leaf)).isTrue();
  }

  @Test
  void a_mount_that_only_reads_and_one_that_is_not_there_refuse() {
    stores.archive(leaf);

    assertThatThrownBy(() -> collector.removeBlock(leaf.cid(), "archive", NEVER))
        .isInstanceOf(ReadOnlyDatastoreException.class);
    assertThatThrownBy(() -> collector.removeBlock(leaf.cid(), "attic", NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attic");
  }

  @Test
  void a_mount_that_only_reads_refuses_before_a_pin_is_followed() {
    stores.archive(leaf);
    stores.pins.add(root.cid());
    long before = stores.cache.calls(Operation.GET);

    assertThatThrownBy(() -> collector.removeBlock(root.cid(), "archive", NEVER))
        .isInstanceOf(ReadOnlyDatastoreException.class);

    assertThat(stores.cache.calls(Operation.GET)).isEqualTo(before);
  }

  @Test
  void several_blocks_are_removed_after_one_walk_over_the_pins() {
    Block pinned = stores.put(node("pinned"));
    stores.pins.add(pinned.cid());
    Block other = stores.put(leaf("other"));
    Cid absent = leaf("absent").cid();
    long before = stores.metadata.calls(Operation.QUERY);

    List<Removal> removals =
        collector.removeBlocks(
            List.of(leaf.cid(), absent, root.cid(), leaf.cid(), other.cid()), "cache", NEVER);

    assertThat(removals)
        .extracting(Removal::removed)
        .containsExactly(true, false, true, false, true);
    assertThat(stores.cachedOf(leaf, root, other, pinned)).containsExactly(pinned);
    assertThat(walksSince(before)).isEqualTo(walksOf(leaf("nothing")));
  }

  /** Listings of the metadata that one removal needs, where no pin keeps the block. */
  private long walksOf(Block loose) {
    stores.put(loose);
    long before = stores.metadata.calls(Operation.QUERY);
    collector.removeBlock(loose.cid(), NEVER);
    return walksSince(before);
  }

  private long walksSince(long before) {
    return stores.metadata.calls(Operation.QUERY) - before;
  }

  @Test
  void of_several_blocks_none_is_removed_where_a_pin_keeps_one() {
    Block other = stores.put(leaf("other"));
    stores.pins.add(root.cid());

    assertThatThrownBy(
            () ->
                collector.removeBlocks(
                    List.of(other.cid(), leaf.cid()), stores.blocks.mounts().get(0), NEVER))
        .isInstanceOf(PinnedBlockException.class)
        .hasMessageContaining("cannot remove " + leaf.cid());
    assertThat(stores.cachedOf(other, leaf)).containsExactly(other, leaf);
  }

  @Test
  void a_mount_that_does_not_say_whether_it_holds_a_removed_block_is_named() {
    Stores.breakReads(stores.archive);

    assertThat(collector.removeBlock(leaf.cid(), NEVER))
        .isEqualTo(new Removal(Outcome.UNKNOWN, true, List.of(), List.of("archive")));
  }

  @Test
  void a_copy_in_a_mount_that_is_being_taken_away_does_not_count() {
    stores.pins.add(leaf.cid());
    stores.archive(leaf);
    Iterator<Multihash> kept =
        new Iterator<>() {
          private boolean tried;

          @Override
          public boolean hasNext() {
            if (!tried) {
              tried = true;
              assertThatThrownBy(() -> collector.removeBlock(leaf.cid(), NEVER))
                  .isInstanceOf(PinnedBlockException.class);
            }
            return false;
          }

          @Override
          public Multihash next() {
            throw new java.util.NoSuchElementException();
          }
        };

    stores.blocks.unmount("archive", kept, Stranded.REFUSE);

    assertThat(stores.blocks.get(leaf.cid())).isPresent();
  }

  @Test
  void a_pin_that_was_being_added_looks_again_when_a_mount_was_taken_away() {
    Block far = leaf("far");
    stores.archive(far);
    Block both = stores.put(node("both", far, leaf));
    CountDownLatch walked = new CountDownLatch(1);
    try (Together threads = new Together()) {
      collector.exclusively(
          "taking the archive away",
          NEVER,
          () -> {
            threads.start(
                () ->
                    assertThatThrownBy(
                            () ->
                                stores.pins.add(
                                    both.cid(),
                                    PinOptions.recursive()
                                        .reportingTo(
                                            met -> {
                                              if (met == 3) {
                                                walked.countDown();
                                              }
                                            })))
                        .isInstanceOf(IncompleteDagException.class)
                        .hasMessageContaining(far.cid().toString()));
            Stores.waitFor(walked);
            try (var kept = stores.pins.listKept(NEVER)) {
              stores.blocks.unmount("archive", kept, Stranded.REFUSE);
            }
          });
    }

    assertThat(stores.pins.get(both.cid())).isEmpty();
  }

  @Test
  void a_pin_that_was_added_before_a_mount_is_taken_away_keeps_its_blocks_there() {
    Block far = leaf("far");
    stores.archive(far);
    stores.pins.add(far.cid());

    assertThatThrownBy(
            () ->
                collector.exclusively(
                    "taking the archive away",
                    NEVER,
                    () -> {
                      try (var kept = stores.pins.listKept(NEVER)) {
                        stores.blocks.unmount("archive", kept, Stranded.REFUSE);
                      }
                    }))
        .isInstanceOf(StrandedBlocksException.class);

    stores.pins.add(root.cid());
    assertThat(stores.blocks.mounts()).contains("archive");
  }

  @Test
  void an_identity_cid_lies_nowhere_and_is_not_removed() {
    Cid identity = Cid.rawOf(Multihash.of(0, new byte[] {1, 2, 3}));

    assertThat(collector.removeBlock(identity, NEVER))
        .isEqualTo(new Removal(Outcome.ABSENT, false, List.of(), List.of()));
  }

  @Test
  void of_many_that_remove_one_block_at_once_one_does() {
    AtomicInteger removed = new AtomicInteger();
    try (Together threads = new Together()) {
      for (int i = 0; i < 4; i++) {
        threads.start(
            () -> {
              if (collector.removeBlock(leaf.cid(), NEVER).removed()) {
                removed.incrementAndGet();
              }
            });
      }
    }

    assertThat(removed).hasValue(1);
  }

  @Test
  void nothing_is_removed_while_somebody_works_exclusively() {
    CountDownLatch removing = new CountDownLatch(1);
    try (Together threads = new Together()) {
      collector.exclusively(
          "taking an aux away",
          NEVER,
          () -> {
            threads.start(
                () -> {
                  removing.countDown();
                  collector.removeBlock(leaf.cid(), NEVER);
                });
            Stores.waitFor(removing);
            assertThatThrownBy(() -> collector.removeBlock(root.cid(), () -> true))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("the one before it");
            assertThat(stores.isCached(leaf)).isTrue();
          });
    }

    assertThat(stores.cachedOf(leaf, root)).containsExactly(root);
  }

  @RepeatedTest(20)
  void of_two_that_remove_the_two_copies_of_a_pinned_block_at_once_one_is_refused() {
    MultiBlockstore two =
        MultiBlockstore.builder()
            .cache("cache", DatastoreBlockstore.on(new MemoryDatastore()))
            .aux(AuxStore.of("disk", DatastoreBlockstore.on(new MemoryDatastore())).writable())
            .build();
    AtomicInteger refused = new AtomicInteger();
    try (Pins pins = Pins.on(new MemoryDatastore(), two, Graphs.LINKS)) {
      Collector remover = Collector.of(pins);
      two.put(leaf);
      two.mount("disk").orElseThrow().put(leaf);
      pins.add(leaf.cid());
      try (Together threads = new Together()) {
        for (String mount : two.mounts()) {
          threads.start(
              () -> {
                try {
                  remover.removeBlock(leaf.cid(), mount, NEVER);
                } catch (PinnedBlockException e) {
                  refused.incrementAndGet();
                }
              });
        }
      }

      assertThat(refused).hasValue(1);
      assertThat(two.has(leaf.cid())).isTrue();
    }
    two.close();
  }

  @RepeatedTest(20)
  void of_a_removal_and_one_of_a_spare_copy_at_once_one_leaves_its_copy() {
    MultiBlockstore two =
        MultiBlockstore.builder()
            .cache("cache", DatastoreBlockstore.on(new MemoryDatastore()))
            .aux(AuxStore.of("disk", DatastoreBlockstore.on(new MemoryDatastore())).writable())
            .build();
    try (Pins pins = Pins.on(new MemoryDatastore(), two, Graphs.LINKS)) {
      Collector remover = Collector.of(pins);
      for (int i = 0; i < 50; i++) {
        Block block = leaf("block " + i);
        two.put(block);
        two.mount("disk").orElseThrow().put(block);
        pins.add(block.cid());
        CountDownLatch both = new CountDownLatch(2);
        try (Together threads = new Together()) {
          threads.start(
              () -> {
                both.countDown();
                Stores.waitFor(both);
                try {
                  remover.removeBlock(block.cid(), NEVER);
                } catch (PinnedBlockException e) {
                  assertThat(two.firstMount().has(block.cid())).isTrue();
                }
              });
          threads.start(
              () -> {
                both.countDown();
                Stores.waitFor(both);
                two.upkeep().removeSpareCopy("disk", block.cid());
              });
        }
        assertThat(two.has(block.cid())).as("block %d", i).isTrue();
      }
    }
    two.close();
  }
}
