package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.DelayedDatastore;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Together;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What boxo tests of its bloom filter, and what it does not. */
class FilteredBlockstoreTest {

  private static final Block BLOCK = Block.raw("a block".getBytes(UTF_8));
  private static final Cid CID = BLOCK.cid();

  private final FaultyDatastore data = new FaultyDatastore(new MemoryDatastore());
  private final Blockstore below = DatastoreBlockstore.on(data);

  /** Work that is done when a test says so. */
  private static final class Later implements Executor {
    private final Queue<Runnable> work = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      work.add(task);
    }

    void run() {
      for (Runnable task = work.poll(); task != null; task = work.poll()) {
        task.run();
      }
    }
  }

  private final Later later = new Later();

  private FilteredBlockstore filtered() {
    return FilteredBlockstore.builder(below, Runnable::run).expectedBlocks(2000).build();
  }

  private FilteredBlockstore filteredLater() {
    return FilteredBlockstore.builder(below, later).expectedBlocks(2000).build();
  }

  private void trap() {
    for (Operation operation : Operation.values()) {
      data.failFromNowOn(operation, () -> new DatastoreException("the store was touched"));
    }
  }

  private static List<Block> some(int count) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blocks.add(Block.raw(("block " + i).getBytes(UTF_8)));
    }
    return blocks;
  }

  @Test
  void most_absent_blocks_are_denied_without_the_store() {
    below.putAll(some(1000));
    FilteredBlockstore blocks = filtered();
    long before = data.calls(Operation.HAS);

    for (int i = 0; i < 1000; i++) {
      assertThat(blocks.has(Block.raw(("absent " + i).getBytes(UTF_8)).cid())).isFalse();
    }

    assertThat(data.calls(Operation.HAS) - before).isLessThan(50);
    assertThat(blocks.statistics().denied()).isGreaterThan(950);
  }

  @Test
  void a_denied_block_reaches_the_store_by_no_call() {
    FilteredBlockstore blocks = filtered();
    trap();

    assertThat(blocks.has(CID)).isFalse();
    assertThat(blocks.size(CID)).isEmpty();
    assertThat(blocks.get(CID)).isEmpty();
    assertThat(blocks.view(CID, ByteBuffer::remaining)).isEmpty();
    blocks.delete(CID);
    blocks.deleteAll(List.of(CID));
  }

  @Test
  void every_kind_of_put_tells_the_filter() {
    FilteredBlockstore blocks = filtered();
    Block empty = Block.raw(new byte[0]);
    Block overwritten = Block.raw("overwritten".getBytes(UTF_8));

    blocks.put(BLOCK);
    blocks.putAll(List.of(empty));
    blocks.overwrite(overwritten);

    for (Block block : List.of(BLOCK, empty, overwritten)) {
      assertThat(blocks.has(block.cid())).isTrue();
      assertThat(blocks.size(block.cid())).hasValue(block.size());
      assertThat(blocks.get(block.cid())).hasValue(block);
    }
  }

  @Test
  void identity_cids_are_not_denied_though_no_listing_shows_them() {
    FilteredBlockstore blocks = filtered();

    assertThat(blocks.has(Cid.rawOf(Multihash.digest(0x00, new byte[5])))).isTrue();
  }

  @Test
  void a_filter_answers_only_once_the_listing_is_complete() {
    below.put(BLOCK);
    FilteredBlockstore blocks = filteredLater();
    assertThat(blocks.isActive()).isFalse();
    assertThat(blocks.has(CID)).isTrue();
    assertThat(blocks.view(CID, ByteBuffer::remaining)).hasValue(BLOCK.size());
    assertThat(blocks.get(Block.raw(new byte[3]).cid())).isEmpty();

    later.run();

    assertThat(blocks.isActive()).isTrue();
    assertThat(blocks.ready().toCompletableFuture()).isCompleted();
    assertThat(blocks.has(CID)).isTrue();
  }

  @Test
  void a_truncated_listing_activates_nothing_and_every_answer_stays_right() {
    List<Block> many = some(1000);
    below.putAll(many);
    data.failAt(Operation.STEP, 100, () -> new DatastoreException("the listing broke"));

    FilteredBlockstore blocks = filtered();

    assertThat(blocks.isActive()).isFalse();
    assertThatThrownBy(() -> blocks.ready().toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("the listing broke");
    assertThat(many).allMatch(block -> blocks.has(block.cid()));
    assertThat(blocks.has(CID)).isFalse();
    blocks.delete(many.get(500).cid());
    assertThat(below.has(many.get(500).cid())).as("really deleted").isFalse();
  }

  @Test
  void a_rebuild_after_a_failure_activates_and_the_first_outcome_stays_what_it_was() {
    below.putAll(some(100));
    data.failAt(Operation.STEP, 10, () -> new DatastoreException("the listing broke"));
    FilteredBlockstore blocks = filtered();

    blocks.rebuild(CancellationToken.never()).toCompletableFuture().join();

    assertThat(blocks.isActive()).isTrue();
    assertThat(blocks.ready().toCompletableFuture()).isCompletedExceptionally();
    assertThat(some(100)).allMatch(block -> blocks.has(block.cid()));
  }

  @Test
  void a_rebuild_that_fails_leaves_the_old_filter_in_use() {
    below.putAll(some(100));
    FilteredBlockstore blocks = filtered();
    data.failAt(Operation.STEP, 10, () -> new DatastoreException("the listing broke"));

    assertThatThrownBy(() -> blocks.rebuild(CancellationToken.never()).toCompletableFuture().join())
        .hasRootCauseMessage("the listing broke");

    assertThat(blocks.isActive()).isTrue();
    trap();
    assertThat(blocks.has(CID)).isFalse();
  }

  @Test
  void a_rebuild_that_is_cancelled_changes_nothing() {
    below.putAll(some(100));
    FilteredBlockstore blocks = filtered();
    long queries = data.calls(Operation.QUERY);

    assertThatThrownBy(() -> blocks.rebuild(() -> true).toCompletableFuture().join())
        .hasCauseInstanceOf(CancelledException.class);

    assertThat(blocks.isActive()).isTrue();
    assertThat(data.calls(Operation.QUERY)).isEqualTo(queries);
  }

  @Test
  void a_rebuild_forgets_what_was_deleted_and_the_old_filter_answers_until_then() {
    List<Block> many = some(1000);
    below.putAll(many);
    FilteredBlockstore blocks = filteredLater();
    later.run();
    blocks.deleteAll(many.stream().map(Block::cid).toList());
    assertThat(blocks.statistics().blocks()).isGreaterThan(900);

    var rebuilt = blocks.rebuild(CancellationToken.never());
    assertThat(blocks.isActive()).isTrue();
    later.run();

    assertThat(rebuilt.toCompletableFuture()).isCompleted();
    assertThat(blocks.statistics().blocks()).isZero();
  }

  @Test
  void a_block_written_while_a_filter_is_built_is_in_it() {
    DelayedDatastore slow = new DelayedDatastore(data);
    below.putAll(some(50));
    FilteredBlockstore blocks =
        FilteredBlockstore.builder(DatastoreBlockstore.on(slow), later).build();
    DelayedDatastore.Hold hold = slow.hold(Operation.STEP);
    try (Together threads = new Together()) {
      threads.start(later::run);
      hold.awaitArrival(); // the listing shows the store as it was
      blocks.put(BLOCK);
      hold.release();
    }

    assertThat(blocks.isActive()).isTrue();
    assertThat(blocks.has(CID)).isTrue();
  }

  @Test
  void a_build_waits_for_writes_that_began_before_it_and_that_it_was_not_told_of() {
    DelayedDatastore slow = new DelayedDatastore(data);
    FilteredBlockstore blocks =
        FilteredBlockstore.builder(DatastoreBlockstore.on(slow), later).build();
    later.run();
    DelayedDatastore.Hold put = slow.hold(Operation.PUT);
    AtomicReference<Thread> builder = new AtomicReference<>();
    try (Together threads = new Together()) {
      threads.start(() -> blocks.put(BLOCK));
      put.awaitArrival(); // told to the old filter, not written yet
      long queries = data.calls(Operation.QUERY);
      blocks.rebuild(CancellationToken.never());
      threads.start(
          () -> {
            builder.set(Thread.currentThread());
            later.run();
          });
      await()
          .until(() -> builder.get() != null && builder.get().getState() == Thread.State.WAITING);
      assertThat(data.calls(Operation.QUERY)).as("no listing yet").isEqualTo(queries);
      put.release();
    }
    assertThat(blocks.isActive()).isTrue();
    assertThat(blocks.has(CID)).isTrue();
  }

  @Test
  void a_store_with_more_blocks_than_expected_gets_a_filter_that_is_large_enough() {
    below.putAll(some(1000));
    FilteredBlockstore blocks =
        FilteredBlockstore.builder(below, Runnable::run).expectedBlocks(10).build();

    FilteredBlockstore.Statistics statistics = blocks.statistics();

    assertThat(statistics.capacity()).isGreaterThanOrEqualTo(1000);
    assertThat(statistics.falsePositiveRate()).isLessThan(0.0015);
    assertThat(some(1000)).allMatch(block -> blocks.has(block.cid()));
  }

  @Test
  void a_filter_grows_with_the_store_while_the_small_one_answers() {
    FilteredBlockstore blocks =
        FilteredBlockstore.builder(below, later).expectedBlocks(100).build();
    later.run();
    List<Block> many = some(300);

    many.forEach(blocks::put);
    assertThat(blocks.statistics().capacity()).isEqualTo(100);
    assertThat(blocks.isActive()).isTrue();
    later.run();

    assertThat(blocks.statistics().capacity()).isGreaterThan(300);
    assertThat(many).allMatch(block -> blocks.has(block.cid()));
  }

  @Test
  void growing_that_fails_is_not_tried_at_every_write() {
    FilteredBlockstore blocks =
        FilteredBlockstore.builder(below, Runnable::run).expectedBlocks(100).build();
    data.failFromNowOn(Operation.QUERY, () -> new DatastoreException("the listing broke"));
    long before = data.calls(Operation.QUERY);

    some(1000).forEach(blocks::put);

    assertThat(data.calls(Operation.QUERY) - before).isBetween(1L, 5L);
    assertThat(some(1000)).allMatch(block -> blocks.has(block.cid()));
  }

  @Test
  void what_is_written_past_the_filter_and_told_is_found() {
    FilteredBlockstore blocks = filteredLater();
    later.run();
    below.put(BLOCK);
    assertThat(blocks.has(CID)).as("denied, since nobody told").isFalse();

    blocks.invalidate(List.of(CID));

    assertThat(blocks.has(CID)).isTrue();
  }

  @Test
  void an_invalidated_filter_does_not_answer_before_it_is_built_anew() {
    FilteredBlockstore blocks = filteredLater();
    later.run();
    below.put(BLOCK);

    blocks.invalidateAll();

    assertThat(blocks.isActive()).isFalse();
    assertThat(blocks.has(CID)).isTrue();
    later.run();
    assertThat(blocks.isActive()).isTrue();
    assertThat(blocks.has(CID)).isTrue();
  }

  @Test
  void a_new_epoch_of_the_store_makes_the_filter_be_built_anew() {
    AtomicLong epoch = new AtomicLong();
    FilteredBlockstore blocks = FilteredBlockstore.builder(below, later).epoch(epoch::get).build();
    later.run();
    below.put(BLOCK);

    epoch.incrementAndGet();

    assertThat(blocks.has(CID)).isTrue();
    assertThat(blocks.isActive()).isFalse();
    later.run();
    assertThat(blocks.isActive()).isTrue();
    assertThat(blocks.has(CID)).isTrue();
  }

  @Test
  void a_listing_that_began_before_an_invalidation_activates_nothing() {
    DelayedDatastore slow = new DelayedDatastore(data);
    below.putAll(some(50));
    FilteredBlockstore blocks =
        FilteredBlockstore.builder(DatastoreBlockstore.on(slow), later).build();
    DelayedDatastore.Hold hold = slow.hold(Operation.STEP);
    try (Together threads = new Together()) {
      threads.start(later::run);
      hold.awaitArrival();
      below.put(BLOCK); // past the filter, and not in the listing
      blocks.invalidateAll();
      hold.release();
    }
    assertThat(blocks.has(CID)).isTrue();
    later.run();
    assertThat(blocks.isActive()).isTrue();
    assertThat(blocks.has(CID)).isTrue();
  }

  @Test
  void an_executor_that_refuses_leaves_a_store_that_works() {
    FilteredBlockstore blocks =
        FilteredBlockstore.builder(
                below,
                task -> {
                  throw new RejectedExecutionException("no");
                })
            .build();

    blocks.put(BLOCK);

    assertThat(blocks.has(CID)).isTrue();
    assertThat(blocks.ready().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void an_executor_that_refused_once_is_asked_again_at_the_next_occasion() {
    AtomicBoolean refuses = new AtomicBoolean();
    Executor executor =
        task -> {
          if (refuses.get()) {
            throw new RejectedExecutionException("no");
          }
          task.run();
        };
    FilteredBlockstore blocks = FilteredBlockstore.builder(below, executor).build();
    refuses.set(true);
    blocks.invalidateAll();
    assertThat(blocks.isActive()).isFalse();

    refuses.set(false);
    blocks.invalidateAll();

    assertThat(blocks.isActive()).isTrue();
  }

  @Test
  void sizes_and_rates_that_make_no_sense_are_refused() {
    var builder = FilteredBlockstore.builder(below, Runnable::run);

    assertThatThrownBy(() -> builder.expectedBlocks(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.falsePositiveRate(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.falsePositiveRate(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
