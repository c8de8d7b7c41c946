package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.DelayedDatastore;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Together;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What boxo tests of its cache, and what it does not. */
class CachedBlockstoreTest {

  private static final Block BLOCK = Block.raw("a block".getBytes(UTF_8));
  private static final Block OTHER = Block.raw("another".getBytes(UTF_8));
  private static final Block EMPTY = Block.raw(new byte[0]);
  private static final Cid CID = BLOCK.cid();

  private final FaultyDatastore data = new FaultyDatastore(new MemoryDatastore());
  private final Blockstore below = DatastoreBlockstore.on(data);
  private final CachedBlockstore blocks = CachedBlockstore.on(below);

  /** From now on, whoever asks the store fails. */
  private void trap() {
    for (Operation operation : Operation.values()) {
      data.failFromNowOn(operation, () -> new DatastoreException("the store was touched"));
    }
  }

  private static DatastoreException broken() {
    return new DatastoreException("the disk is broken");
  }

  @Test
  void a_delete_is_remembered_so_that_a_put_writes_again() {
    blocks.put(BLOCK);
    blocks.delete(CID);
    trap();

    assertThat(blocks.has(CID)).isFalse();
    assertThatThrownBy(() -> blocks.put(BLOCK)).hasMessageContaining("touched");
  }

  @Test
  void a_put_of_what_is_held_is_elided() {
    blocks.put(BLOCK);
    trap();

    blocks.put(BLOCK);
    blocks.putAll(List.of(BLOCK, BLOCK));
    assertThat(blocks.statistics().elidedPuts()).isEqualTo(3);
  }

  @Test
  void a_cache_that_writes_through_elides_no_put() {
    Blockstore through = CachedBlockstore.builder(below).writeThrough().build();
    through.put(BLOCK);
    trap();

    assertThatThrownBy(() -> through.put(BLOCK)).hasMessageContaining("touched");
  }

  @Test
  void an_overwrite_is_never_elided_so_that_it_repairs() {
    below.put(Block.wrapUnverified(CID, "damaged".getBytes(UTF_8)));
    assertThat(blocks.has(CID)).isTrue();

    blocks.overwrite(BLOCK);

    assertThat(blocks.get(CID).orElseThrow().toBytes()).isEqualTo(BLOCK.toBytes());
  }

  @Test
  void an_absence_is_remembered_and_a_put_ends_it_without_another_question() {
    assertThat(blocks.has(CID)).isFalse();
    trap();
    assertThat(blocks.has(CID)).isFalse();
    data.heal();
    blocks.put(BLOCK);
    trap();

    assertThat(blocks.has(CID)).isTrue();
    assertThat(blocks.size(CID)).hasValue(BLOCK.size());
  }

  @Test
  void a_get_of_an_absent_block_answers_all_later_questions() {
    assertThat(blocks.get(CID)).isEmpty();
    trap();

    assertThat(blocks.has(CID)).isFalse();
    assertThat(blocks.size(CID)).isEmpty();
    assertThat(blocks.get(CID)).isEmpty();
    assertThat(blocks.view(CID, ByteBuffer::remaining)).isEmpty();
    blocks.delete(CID);
    blocks.deleteAll(List.of(CID));
  }

  @Test
  void a_get_or_view_of_a_block_teaches_its_size() {
    below.put(BLOCK);
    below.put(OTHER);
    assertThat(blocks.get(CID)).isPresent();
    assertThat(blocks.view(OTHER.cid(), ByteBuffer::remaining)).hasValue(OTHER.size());
    trap();

    assertThat(blocks.has(CID)).isTrue();
    assertThat(blocks.size(CID)).hasValue(BLOCK.size());
    assertThat(blocks.has(OTHER.cid())).isTrue();
    assertThat(blocks.size(OTHER.cid())).hasValue(OTHER.size());
  }

  @Test
  void a_reader_that_fails_has_taught_the_size_nevertheless() {
    below.put(BLOCK);
    assertThatThrownBy(
            () ->
                blocks.view(
                    CID,
                    bytes -> {
                      throw new IllegalStateException("the reader failed");
                    }))
        .hasMessage("the reader failed");
    trap();

    assertThat(blocks.size(CID)).hasValue(BLOCK.size());
  }

  @Test
  void the_size_is_looked_up_where_only_the_presence_is_known() {
    below.put(BLOCK);
    assertThat(blocks.has(CID)).isTrue();

    assertThat(blocks.size(CID)).hasValue(BLOCK.size());
    trap();
    assertThat(blocks.size(CID)).hasValue(BLOCK.size());
  }

  @Test
  void an_empty_block_is_remembered_as_held() {
    blocks.put(EMPTY);
    trap();

    assertThat(blocks.has(EMPTY.cid())).isTrue();
    assertThat(blocks.size(EMPTY.cid())).hasValue(0);
    assertThat(blocks.size(EMPTY.cid())).hasValue(0);
  }

  @Test
  void another_object_and_another_codec_find_what_is_remembered() {
    blocks.put(BLOCK);
    trap();

    assertThat(blocks.has(Cid.parse(CID.toString()))).isTrue();
    assertThat(blocks.has(CID.withCodec(Multicodec.DAG_CBOR))).isTrue();
    assertThat(blocks.has(Cid.v0(CID.multihash()))).isTrue();
  }

  @Test
  void many_blocks_at_once_are_remembered_each() {
    blocks.putAll(List.of(BLOCK, OTHER, EMPTY, BLOCK));
    trap();
    for (Block block : List.of(BLOCK, OTHER, EMPTY)) {
      assertThat(blocks.has(block.cid())).isTrue();
      assertThat(blocks.size(block.cid())).hasValue(block.size());
    }
    data.heal();

    blocks.deleteAll(List.of(CID, OTHER.cid()));
    trap();
    assertThat(blocks.has(CID)).isFalse();
    assertThat(blocks.has(OTHER.cid())).isFalse();
    data.heal();
    blocks.put(BLOCK);
    trap();
    blocks.putAll(List.of(BLOCK, BLOCK));
  }

  @Test
  void many_blocks_at_once_cost_one_batch_of_what_is_missing() {
    blocks.put(BLOCK);
    long puts = data.calls(Operation.BATCH_PUT);

    blocks.putAll(List.of(BLOCK, OTHER, EMPTY, OTHER));

    assertThat(data.calls(Operation.BATCH_PUT) - puts).isEqualTo(2);
    assertThat(data.calls(Operation.COMMIT)).isEqualTo(1);
  }

  @Test
  void a_failed_write_leaves_the_block_unknown() {
    assertThat(blocks.has(CID)).isFalse();
    data.failAt(Operation.PUT, 1, CachedBlockstoreTest::broken);
    assertThatThrownBy(() -> blocks.put(BLOCK)).hasMessageContaining("broken");
    below.put(BLOCK);
    assertThat(blocks.has(CID)).as("after a put that failed").isTrue();

    data.failAt(Operation.DELETE, 1, CachedBlockstoreTest::broken);
    assertThatThrownBy(() -> blocks.delete(CID)).hasMessageContaining("broken");
    below.delete(CID);
    assertThat(blocks.has(CID)).as("after a delete that failed").isFalse();
  }

  @Test
  void a_batch_that_fails_halfway_leaves_each_of_its_blocks_unknown() {
    assertThat(blocks.has(CID)).isFalse();
    assertThat(blocks.has(OTHER.cid())).isFalse();
    data.tearCommitAt(1, 1, CachedBlockstoreTest::broken);

    assertThatThrownBy(() -> blocks.putAll(List.of(BLOCK, OTHER))).hasMessageContaining("broken");

    assertThat(blocks.has(CID)).as("written before the failure").isTrue();
    assertThat(blocks.has(OTHER.cid())).isFalse();
  }

  @Test
  void a_failed_question_teaches_nothing() {
    data.failAt(Operation.HAS, 1, CachedBlockstoreTest::broken);
    assertThatThrownBy(() -> blocks.has(CID)).hasMessageContaining("broken");
    below.put(BLOCK);

    assertThat(blocks.has(CID)).isTrue();
  }

  @Test
  void a_cache_has_room_for_as_many_entries_as_it_was_given() {
    CachedBlockstore small = CachedBlockstore.builder(below).maxEntries(10).build();
    for (int i = 0; i < 1000; i++) {
      small.has(Block.raw(("absent " + i).getBytes(UTF_8)).cid());
    }

    assertThat(small.statistics().entries()).isBetween(1L, 10L);
    assertThatThrownBy(() -> CachedBlockstore.builder(below).maxEntries(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void identity_cids_take_no_room() {
    Cid identity = Cid.rawOf(Multihash.digest(0x00, new byte[9]));

    assertThat(blocks.has(identity)).isTrue();
    assertThat(blocks.size(identity)).hasValue(9);
    blocks.put(Block.wrapUnverified(identity, new byte[9]));
    blocks.delete(identity);

    assertThat(blocks.statistics().entries()).isZero();
  }

  @Test
  void what_is_deleted_past_the_cache_is_found_missing_by_a_get_and_forgotten() {
    blocks.put(BLOCK);
    below.delete(CID);
    assertThat(blocks.has(CID)).as("stale, since nobody told").isTrue();

    assertThat(blocks.get(CID)).isEmpty();

    assertThat(blocks.has(CID)).isFalse();
    blocks.put(BLOCK);
    assertThat(below.has(CID)).isTrue();
  }

  @Test
  void what_is_invalidated_is_asked_again() {
    blocks.put(BLOCK);
    assertThat(blocks.has(OTHER.cid())).isFalse();
    below.delete(CID);
    below.put(OTHER);

    blocks.invalidate(List.of(CID));
    assertThat(blocks.has(CID)).isFalse();
    assertThat(blocks.has(OTHER.cid())).as("not told of").isFalse();
    blocks.invalidateAll();
    assertThat(blocks.has(OTHER.cid())).isTrue();
  }

  @Test
  void a_new_epoch_of_the_store_makes_everything_be_forgotten() {
    AtomicLong epoch = new AtomicLong();
    Blockstore following = CachedBlockstore.builder(below).epoch(epoch::get).build();
    assertThat(following.has(CID)).isFalse();
    below.put(BLOCK);
    assertThat(following.has(CID)).isFalse();

    epoch.incrementAndGet();

    assertThat(following.has(CID)).isTrue();
  }

  @Test
  void an_invalidation_reaches_every_cache_below_through_other_wrappers() {
    Blockstore stack =
        new SizeLimitBlockstore(new VerifyingBlockstore(CachedBlockstore.on(blocks)));
    assertThat(stack.has(CID)).isFalse();
    below.put(BLOCK);

    Invalidation invalidation = stack.capability(Invalidation.class).orElseThrow();
    invalidation.invalidate(List.of(CID));

    assertThat(stack.has(CID)).isTrue();
    below.delete(CID);
    invalidation.invalidateAll();
    assertThat(stack.has(CID)).isFalse();
  }

  @Test
  void what_a_question_brings_is_not_remembered_where_a_write_began_beside_it() {
    DelayedDatastore slow = new DelayedDatastore(new MemoryDatastore());
    CachedBlockstore cache = CachedBlockstore.on(DatastoreBlockstore.on(slow));
    DelayedDatastore.Hold hold = slow.hold(Operation.SIZE);
    CompletableFuture<Boolean> found = new CompletableFuture<>();
    try (Together threads = new Together()) {
      threads.start(() -> found.complete(cache.size(CID).isPresent()));
      hold.awaitArrival();
      cache.put(BLOCK);
      cache.delete(CID);
      hold.release();
    }
    assertThat(found).isCompletedWithValue(false);
    assertThat(cache.statistics().entries()).as("the delete alone").isLessThanOrEqualTo(1);

    cache.put(BLOCK);
    assertThat(cache.has(CID)).isTrue();
  }

  @Test
  void a_put_beside_a_delete_is_never_elided_by_what_was_true_before_the_delete() {
    MemoryDatastore memory = new MemoryDatastore();
    DelayedDatastore slow = new DelayedDatastore(memory);
    CachedBlockstore cache = CachedBlockstore.on(DatastoreBlockstore.on(slow));
    cache.put(BLOCK);
    DelayedDatastore.Hold hold = slow.hold(Operation.DELETE);
    try (Together threads = new Together()) {
      threads.start(() -> cache.delete(CID));
      hold.awaitArrival();
      DatastoreBlockstore.on(memory).delete(CID); // what the delete does at any moment from now on
      assertThat(cache.get(CID)).as("the deletion is seen").isEmpty();
      cache.put(BLOCK);
      assertThat(DatastoreBlockstore.on(memory).has(CID)).as("written, not elided").isTrue();
      hold.release();
    }
    assertThat(cache.has(CID)).isFalse();
    assertThat(cache.get(CID)).isEqualTo(Optional.empty());
  }
}
