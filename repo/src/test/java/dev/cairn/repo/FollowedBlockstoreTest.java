package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.spec.Following;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.testkit.Together;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowedBlockstoreTest {

  private static final Block BLOCK = block("block");

  private final MemoryDatastore written = new MemoryDatastore();
  private final DatastoreBlockstore writer = DatastoreBlockstore.on(written);
  private final Follower follower = new Follower(written, new MemoryDatastore());
  private FollowedBlockstore blocks;

  private static Block block(String text) {
    return Block.raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Shows what was written when it last caught up, and counts. */
  private static class Follower extends ForwardingDatastore implements Following {

    private final Datastore written;
    private final MemoryDatastore shown;
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger caughtUp = new AtomicInteger();
    private volatile Runnable beforeCatchingUp = () -> {};

    Follower(Datastore written, MemoryDatastore shown) {
      super(shown);
      this.written = written;
      this.shown = shown;
    }

    @Override
    public Optional<byte[]> get(Key key) {
      reads.incrementAndGet();
      return super.get(key);
    }

    @Override
    public void catchUp() {
      try (Results all = written.query(Query.all())) {
        List<Entry> entries = all.toList();
        beforeCatchingUp.run();
        entries.forEach(entry -> shown.put(entry.key(), entry.value()));
      }
      caughtUp.incrementAndGet();
    }
  }

  @BeforeEach
  void follow() {
    blocks = new FollowedBlockstore(DatastoreBlockstore.on(follower), List.of(follower));
  }

  @AfterEach
  void close() {
    blocks.close();
    writer.close();
  }

  @Test
  void every_question_finds_what_was_put_before_it() {
    writer.put(block("1"));
    assertThat(blocks.get(block("1").cid())).contains(block("1"));
    writer.put(block("22"));
    assertThat(blocks.size(block("22").cid())).hasValue(2);
    writer.put(block("3"));
    assertThat(blocks.has(block("3").cid())).isTrue();
    writer.put(block("4444"));
    assertThat(blocks.view(block("4444").cid(), ByteBuffer::remaining)).contains(4);
    writer.put(block("5"));
    assertThat(blocks.list().toList()).hasSize(5).contains(block("5").cid().multihash());
  }

  @Test
  void what_is_found_is_answered_without_catching_up() {
    writer.put(BLOCK);
    assertThat(blocks.has(BLOCK.cid())).isTrue();
    int before = follower.caughtUp.get();
    writer.delete(BLOCK.cid());

    assertThat(blocks.get(BLOCK.cid())).isPresent();
    assertThat(blocks.size(BLOCK.cid())).isPresent();
    assertThat(follower.caughtUp).hasValue(before);
  }

  @Test
  void what_is_absent_is_absent_after_catching_up_once() {
    assertThat(blocks.get(BLOCK.cid())).isEmpty();
    assertThat(follower.caughtUp).hasValue(1);
    assertThat(blocks.has(BLOCK.cid())).isFalse();
    assertThat(follower.caughtUp).hasValue(2);
  }

  @Test
  void misses_at_the_same_time_share_a_catching_up_that_began_after_them() {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    follower.beforeCatchingUp =
        () -> {
          inside.countDown();
          await(goOn);
        };
    try (Together threads = new Together()) {
      threads.start(() -> assertThat(blocks.get(block("never").cid())).isEmpty());
      await(inside);
      writer.put(BLOCK); // too late for the one that goes on
      int before = follower.reads.get();
      CountDownLatch asked = new CountDownLatch(5);
      for (int i = 0; i < 5; i++) {
        threads.start(
            () -> {
              asked.countDown();
              assertThat(blocks.get(BLOCK.cid())).contains(BLOCK);
            });
      }
      await(asked);
      while (follower.reads.get() < before + 5) {
        Thread.onSpinWait();
      }
      goOn.countDown();
    }
    assertThat(follower.caughtUp).hasValue(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_store_that_cannot_catch_up_says_so_and_not_that_a_block_is_absent() {
    writer.put(BLOCK);
    follower.beforeCatchingUp =
        () -> {
          throw new DatastoreException("the files are gone");
        };
    assertThatThrownBy(() -> blocks.get(BLOCK.cid())).hasMessage("the files are gone");
    assertThatThrownBy(() -> blocks.has(BLOCK.cid())).hasMessage("the files are gone");
    assertThatThrownBy(blocks::list).hasMessage("the files are gone");

    follower.beforeCatchingUp = () -> {};
    assertThat(blocks.get(BLOCK.cid())).contains(BLOCK);
  }
}
