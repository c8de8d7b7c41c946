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
import dev.cairn.mount.Aux;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Together;
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
        .isEqualTo(new BlockRemoval(true, List.of("archive")));
    assertThat(collector.removeBlock(leaf.cid(), NEVER))
        .isEqualTo(new BlockRemoval(false, List.of("archive")));
    assertThat(collector.removeBlock(root.cid(), NEVER))
        .isEqualTo(new BlockRemoval(true, List.of()));
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
        .isEqualTo(new BlockRemoval(true, List.of("archive")));
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
  void an_identity_cid_lies_nowhere_and_is_not_removed() {
    Cid identity = Cid.rawOf(Multihash.of(0, new byte[] {1, 2, 3}));

    assertThat(collector.removeBlock(identity, NEVER))
        .isEqualTo(new BlockRemoval(false, List.of()));
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
            .aux(Aux.of("disk", DatastoreBlockstore.on(new MemoryDatastore())).writable())
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
}
