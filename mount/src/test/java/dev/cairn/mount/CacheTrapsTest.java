package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.Together;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What caches of blockstores elsewhere got wrong, each mistake a test that it must not be here. */
class CacheTrapsTest {

  private static final Block BLOCK = Block.raw("a block".getBytes(UTF_8));
  private static final Cid CID = BLOCK.cid();
  private static final int CALLS = 20_000;

  private final FaultyDatastore data = new FaultyDatastore(new MemoryDatastore());
  private final Blockstore below = DatastoreBlockstore.on(data);

  /** Each way to remember something of a store. */
  enum Memory {
    CACHE {
      @Override
      Blockstore around(Blockstore below) {
        return CachedBlockstore.on(below);
      }
    },
    FILTER {
      @Override
      Blockstore around(Blockstore below) {
        return FilteredBlockstore.builder(below, Runnable::run).expectedBlocks(1000).build();
      }
    },
    FILTER_AND_CACHE {
      @Override
      Blockstore around(Blockstore below) {
        return FILTER.around(CACHE.around(below));
      }
    };

    abstract Blockstore around(Blockstore below);
  }

  @ParameterizedTest
  @EnumSource
  void a_truncated_listing_denies_no_block_and_swallows_no_delete(Memory memory) {
    List<Block> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(Block.raw(("block " + i).getBytes(UTF_8)));
    }
    below.putAll(many);
    data.failAt(Operation.STEP, 30, () -> new DatastoreException("the disk is broken"));
    Blockstore blocks = memory.around(below);

    assertThat(many).allMatch(block -> blocks.has(block.cid()));
    assertThat(many).allMatch(block -> blocks.get(block.cid()).isPresent());
    many.forEach(block -> blocks.delete(block.cid()));
    assertThat(below.list().toList()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void the_end_of_a_listing_stays_a_failure_through_every_wrapper(Memory memory) {
    Blockstore blocks =
        new HashPolicyBlockstore(
            new SizeLimitBlockstore(
                new VerifyingBlockstore(new IdentityBlockstore(memory.around(below)))),
            HashPolicy.defaults());
    blocks.putAll(List.of(BLOCK, Block.raw(new byte[1]), Block.raw(new byte[2])));
    data.failAt(Operation.STEP, 2, () -> new DatastoreException("the disk is broken"));

    try (CloseableIterator<Multihash> listing = blocks.list()) {
      assertThatThrownBy(() -> listing.forEachRemaining(multihash -> {}))
          .hasMessageContaining("the disk is broken");
    }
  }

  @ParameterizedTest
  @EnumSource
  void puts_deletes_and_gets_of_one_block_at_once_leave_no_wrong_answer(Memory memory) {
    Blockstore blocks = memory.around(below);
    long seed = Seeds.seed();
    for (int round = 0; round < 200; round++) {
      Random random = new Random(seed + round);
      try (Together threads = new Together()) {
        for (int thread = 0; thread < 3; thread++) {
          List<Runnable> calls = new ArrayList<>();
          for (int i = 0; i < 6; i++) {
            calls.add(anyCall(blocks, random.nextInt(5)));
          }
          threads.start(() -> calls.forEach(Runnable::run));
        }
      }
      boolean held = below.has(CID);
      assertThat(blocks.has(CID)).isEqualTo(held);
      assertThat(blocks.get(CID).isPresent()).isEqualTo(held);
      assertThat(blocks.size(CID).isPresent()).isEqualTo(held);
      blocks.put(BLOCK);
      assertThat(below.has(CID)).as("a put is elided only where the block is held").isTrue();
    }
  }

  private static Runnable anyCall(Blockstore blocks, int which) {
    return switch (which) {
      case 0 -> () -> blocks.put(BLOCK);
      case 1 -> () -> blocks.delete(CID);
      case 2 -> () -> blocks.get(CID);
      case 3 -> () -> blocks.size(CID);
      default -> () -> blocks.has(CID);
    };
  }

  @ParameterizedTest
  @EnumSource
  void a_store_that_was_changed_from_below_is_seen_once_the_memory_is_told(Memory memory) {
    Blockstore blocks = memory.around(below);
    assertThat(blocks.has(CID)).isFalse();
    below.put(BLOCK);

    blocks.capability(Invalidation.class).orElseThrow().invalidate(List.of(CID));
    assertThat(blocks.get(CID)).isPresent();
    below.delete(CID);
    blocks.capability(Invalidation.class).orElseThrow().invalidateAll();
    assertThat(blocks.has(CID)).isFalse();
    blocks.put(BLOCK);
    assertThat(below.has(CID)).as("not elided").isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void around_a_union_a_memory_goes_stale_when_an_aux_changes_and_around_the_mounts_it_does_not(
      Memory memory) {
    Blockstore aux = DatastoreBlockstore.on(new MemoryDatastore());
    MultiBlockstore plain = MultiBlockstore.builder().cache("cache", below).aux("aux", aux).build();
    Blockstore wrong = memory.around(plain);
    Blockstore right =
        MultiBlockstore.builder().cache("cache", memory.around(below)).aux("aux", aux).build();
    assertThat(wrong.has(CID)).isFalse();
    assertThat(right.has(CID)).isFalse();

    aux.put(BLOCK); // by its owner

    assertThat(wrong.has(CID)).as("why caches are put around mounts").isFalse();
    assertThat(right.has(CID)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void adding_again_repairs_a_damaged_copy_where_it_is_an_overwrite(Memory memory) {
    Blockstore blocks = new VerifyingBlockstore(memory.around(below));
    blocks.put(Block.wrapUnverified(CID, "damaged".getBytes(UTF_8)));
    assertThatThrownBy(() -> blocks.get(CID)).hasMessageContaining(CID.toString());

    blocks.overwrite(BLOCK);

    assertThat(blocks.get(CID).orElseThrow().toBytes()).isEqualTo(BLOCK.toBytes());
    assertThat(blocks.size(CID)).hasValue(BLOCK.size());
  }

  @ParameterizedTest
  @EnumSource
  void put_remove_has_put_has_ends_with_the_block_there(Memory memory) {
    Blockstore blocks = memory.around(below);
    for (int round = 0; round < 3; round++) {
      blocks.put(BLOCK);
      blocks.delete(CID);
      assertThat(blocks.has(CID)).isFalse();
      blocks.put(BLOCK);
      assertThat(blocks.has(CID)).isTrue();
      assertThat(blocks.get(CID)).isPresent();
      blocks.delete(CID);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_size_of_zero_is_no_absence(Memory memory) {
    Block empty = Block.raw(new byte[0]);
    Blockstore blocks = memory.around(below);
    blocks.put(empty);

    for (int again = 0; again < 2; again++) {
      assertThat(blocks.size(empty.cid())).hasValue(0);
      assertThat(blocks.has(empty.cid())).isTrue();
      assertThat(blocks.get(empty.cid())).isPresent();
      assertThat(blocks.view(empty.cid(), ByteBuffer::remaining)).hasValue(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void another_codec_or_version_of_a_cid_is_the_same_block(Memory memory) {
    Blockstore blocks = memory.around(below);
    List<Predicate<Cid>> questions =
        List.of(
            blocks::has,
            cid -> blocks.size(cid).isPresent(),
            cid -> blocks.get(cid).filter(block -> block.cid().equals(cid)).isPresent());
    List<Cid> names = List.of(CID, Cid.v0(CID.multihash()), CID.withCodec(Multicodec.DAG_CBOR));
    for (Cid stored : names) {
      blocks.put(BLOCK.withCid(stored));
      assertThat(names).allMatch(cid -> questions.stream().allMatch(asked -> asked.test(cid)));
      blocks.delete(CID);
      assertThat(names).noneMatch(cid -> questions.stream().anyMatch(asked -> asked.test(cid)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_answered_from_memory_allocates_nothing(Memory memory) {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
        "this JVM does not tell what a thread allocates");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Blockstore blocks = memory.around(below);
    assertThat(blocks.has(CID)).isFalse();
    int found = 0;

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      found += blocks.has(CID) ? 1 : 0;
      found += blocks.size(CID).isPresent() ? 1 : 0;
      found += blocks.get(CID).isPresent() ? 1 : 0;
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(found).isZero();
    assertThat(bytes / CALLS).as("bytes for three questions").isLessThan(8);
  }

  @Test
  void the_size_of_a_held_block_is_answered_from_memory_without_an_allocation() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
        "this JVM does not tell what a thread allocates");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Blockstore blocks = CachedBlockstore.on(below);
    blocks.put(BLOCK);
    long sum = 0;

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      sum += blocks.size(CID).orElseThrow();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(sum).isEqualTo((long) CALLS * BLOCK.size());
    assertThat(bytes / CALLS).isLessThan(8);
  }
}
