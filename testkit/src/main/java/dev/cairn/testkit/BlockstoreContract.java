package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Blockstore} does: holds blocks by their multihashes, answers for any CID of
 * those, lists all of them or throws.
 */
public abstract class BlockstoreContract {

  private static final Block BLOCK = Block.raw(Samples.bytes("some data"));
  private static final Block EMPTY = Block.raw(new byte[0]);
  private static final Block ABSENT = Block.raw(Samples.bytes("never put"));

  private final List<Blockstore> opened = new ArrayList<>();
  private Path directory = Path.of("");
  private @Nullable Blockstore blocks;

  /** Creates the contract for one test. */
  protected BlockstoreContract() {}

  /**
   * {@return the blockstore in {@code directory}, created where there is none yet} The contract
   * closes it. It is called for one directory again once the store there is closed, never before.
   *
   * @param directory the store's own; its parent exists, it itself may not
   */
  protected abstract Blockstore open(Path directory);

  /** {@return whether a store that is closed and opened again holds what it held} */
  protected boolean persistent() {
    return true;
  }

  /**
   * {@return whether the store answers for identity CIDs, whose digest is the data, without holding
   * them} Where not, nothing is asserted of them.
   */
  protected boolean answersIdentity() {
    return false;
  }

  /**
   * {@return whether a block is stored as it is given, its hash unchecked} Where not, nothing is
   * asserted of how damaged blocks are replaced.
   */
  protected boolean storesUnchecked() {
    return true;
  }

  @BeforeEach
  final void useDirectory(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  final void closeWhatWasOpened() {
    Closing.all(opened);
  }

  private Blockstore blocks() {
    if (blocks == null) {
      blocks = open(directory.resolve("blocks"));
      opened.add(blocks);
    }
    return blocks;
  }

  private Blockstore reopened() {
    blocks().close();
    blocks = null;
    return blocks();
  }

  @Test
  void a_block_is_found_from_its_put_to_its_delete() {
    blocks().put(BLOCK);

    assertHolds(BLOCK);
    assertHolds(BLOCK);
    blocks().delete(BLOCK.cid());
    assertLacks(BLOCK);
  }

  @Test
  void an_absent_block_is_absent_for_every_question() {
    blocks().put(BLOCK);

    assertLacks(ABSENT);
    blocks().delete(ABSENT.cid());
    blocks().delete(ABSENT.cid());
    assertLacks(ABSENT);
    assertHolds(BLOCK);
  }

  @Test
  void an_empty_block_is_a_block_of_size_zero() {
    blocks().put(EMPTY);

    assertHolds(EMPTY);
    assertThat(blocks().size(EMPTY.cid())).hasValue(0);
  }

  @Test
  void a_large_block_comes_back_whole() {
    Block large = Block.raw(Samples.bytes((4 << 20) + 1));

    blocks().put(large);

    assertHolds(large);
  }

  @Test
  void a_block_put_twice_is_held_once() {
    blocks().put(BLOCK);
    blocks().put(BLOCK);
    blocks().putAll(List.of(BLOCK, BLOCK));

    assertHolds(BLOCK);
    assertThat(listed()).containsExactly(BLOCK.cid().multihash());
    blocks().delete(BLOCK.cid());
    assertLacks(BLOCK);
  }

  @Test
  void any_cid_of_the_multihash_finds_the_block_and_labels_it() {
    for (Cid stored : cidsOf(BLOCK)) {
      blocks().put(BLOCK.withCid(stored));
      for (Cid asked : cidsOf(BLOCK)) {
        assertHolds(BLOCK.withCid(asked));
      }
      blocks().delete(BLOCK.cid());
    }
  }

  @Test
  void any_cid_of_the_multihash_deletes_the_block() {
    for (Cid deleting : cidsOf(BLOCK)) {
      blocks().put(BLOCK);

      blocks().delete(deleting);

      assertLacks(BLOCK);
    }
  }

  private static List<Cid> cidsOf(Block block) {
    Multihash multihash = block.cid().multihash();
    return List.of(
        Cid.v0(multihash),
        Cid.v1(Multicodec.DAG_PB, multihash),
        Cid.v1(Multicodec.RAW, multihash),
        Cid.v1(Multicodec.DAG_CBOR, multihash));
  }

  @Test
  void another_hash_of_the_same_bytes_is_another_block() {
    byte[] data = BLOCK.toBytes();
    Block bySha512 = Block.verified(Cid.rawOf(Multihash.digest(0x13, data)), data);
    blocks().put(bySha512);

    assertLacks(BLOCK);
    assertHolds(bySha512);
  }

  @Test
  void a_view_shows_the_bytes_to_be_read_and_answers_what_the_reader_does() {
    blocks().put(BLOCK);
    blocks().put(EMPTY);

    assertThat(blocks().view(BLOCK.cid(), BlockstoreContract::copyOf)).hasValue(BLOCK.toBytes());
    assertThat(blocks().view(EMPTY.cid(), ByteBuffer::remaining)).hasValue(0);
    assertThat(blocks().view(ABSENT.cid(), BlockstoreContract::unexpected)).isEmpty();
    assertThatThrownBy(() -> blocks().view(BLOCK.cid(), buffer -> buffer.put(0, (byte) '!')))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThatThrownBy(() -> blocks().view(BLOCK.cid(), BlockstoreContract::unexpected))
        .isInstanceOf(UnsupportedOperationException.class);
    assertHolds(BLOCK);
  }

  private static byte[] copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return copy;
  }

  private static Object unexpected(ByteBuffer buffer) {
    throw new UnsupportedOperationException("the reader was called with " + buffer);
  }

  @Test
  void bytes_handed_out_are_the_callers() {
    blocks().put(BLOCK);

    Arrays.fill(blocks().get(BLOCK.cid()).orElseThrow().toBytes(), (byte) '!');

    assertHolds(BLOCK);
  }

  @Test
  void many_blocks_are_put_at_once() {
    List<Block> many = some(200);
    blocks().put(many.get(7));

    blocks().putAll(many);
    blocks().putAll(List.of());

    many.forEach(this::assertHolds);
  }

  @Test
  void overwriting_stores_where_nothing_is_held_and_changes_nothing_where_the_same_is() {
    for (Block block : List.of(BLOCK, EMPTY)) {
      blocks().overwrite(block);
      assertHolds(block);
      blocks().overwrite(block.withCid(Cid.v1(Multicodec.DAG_CBOR, block.cid().multihash())));
      assertHolds(block);
    }
    assertThat(new HashSet<>(listed())).isEqualTo(multihashesOf(Stream.of(BLOCK, EMPTY)));
  }

  @Test
  void overwriting_replaces_a_damaged_block() {
    assumeTrue(storesUnchecked(), "the store refuses a damaged block");
    blocks().put(Block.wrapUnverified(BLOCK.cid(), Samples.bytes("damaged, and longer than it")));

    blocks().overwrite(BLOCK);

    assertHolds(BLOCK);
    assertThat(new HashSet<>(listed())).containsExactly(BLOCK.cid().multihash());
  }

  @Test
  void many_blocks_are_deleted_at_once_and_no_other() {
    List<Block> many = some(40);
    blocks().putAll(many);
    List<Cid> doomed = new ArrayList<>();
    many.subList(0, 25).forEach(block -> doomed.addAll(cidsOf(block)));
    doomed.add(ABSENT.cid());

    blocks().deleteAll(doomed);
    blocks().deleteAll(List.of());

    many.subList(0, 25).forEach(this::assertLacks);
    many.subList(25, 40).forEach(this::assertHolds);
    assertThat(new HashSet<>(listed())).isEqualTo(multihashesOf(many.subList(25, 40).stream()));
  }

  @Test
  void a_listing_names_every_block_and_no_other() {
    assertThat(listed()).isEmpty();
    List<Block> many = some(100);
    blocks().putAll(many);
    blocks().delete(many.get(3).cid());

    assertThat(new HashSet<>(listed()))
        .hasSize(99)
        .isEqualTo(multihashesOf(many.stream().filter(block -> !block.equals(many.get(3)))));
  }

  @Test
  void a_listing_ends_as_iterators_do() {
    blocks().put(BLOCK);

    try (CloseableIterator<Multihash> listing = blocks().list()) {
      assertThat(listing.hasNext()).isTrue();
      assertThat(listing.hasNext()).isTrue();
      assertThat(listing.next()).isEqualTo(BLOCK.cid().multihash());
      listing.forEachRemaining(again -> assertThat(again).isEqualTo(BLOCK.cid().multihash()));
      assertThat(listing.hasNext()).isFalse();
      assertThatThrownBy(listing::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void a_listing_closed_early_is_refused_and_the_store_goes_on() {
    List<Block> many = some(50);
    blocks().putAll(many);

    CloseableIterator<Multihash> listing = blocks().list();
    listing.next();
    listing.close();
    listing.close();

    assertThatThrownBy(listing::hasNext).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(listing::next).isInstanceOf(DatastoreClosedException.class);
    assertThat(new HashSet<>(listed())).isEqualTo(multihashesOf(many.stream()));
  }

  @Test
  void blocks_that_nobody_touches_are_listed_whatever_else_is_written() {
    List<Block> kept = some(60);
    blocks().putAll(kept);
    Set<Multihash> seen = new HashSet<>();

    try (CloseableIterator<Multihash> listing = blocks().list()) {
      for (int i = 0; listing.hasNext(); i++) {
        seen.add(listing.next());
        blocks().put(Block.raw(Samples.bytes("written meanwhile " + i % 10)));
        blocks().delete(Block.raw(Samples.bytes("written meanwhile " + (i + 5) % 10)).cid());
      }
    }

    assertThat(seen).containsAll(multihashesOf(kept.stream()));
  }

  @Test
  void threads_that_put_and_delete_each_find_their_own() {
    long seed = Seeds.seed();
    Blockstore shared = blocks();
    try (Together threads = new Together()) {
      for (int i = 0; i < 4; i++) {
        Random random = new Random(seed + i);
        threads.start(() -> useOwnBlocks(shared, random));
      }
    }
  }

  private void useOwnBlocks(Blockstore shared, Random random) {
    Map<Cid, Block> own = new LinkedHashMap<>();
    for (int step = 0; step < 100; step++) {
      Block block = Block.raw(Samples.bytes(random, 8 + random.nextInt(500)));
      shared.put(block);
      own.put(block.cid(), block);
      if (step % 3 == 0) {
        Block victim = own.values().iterator().next();
        shared.delete(victim.cid());
        own.remove(victim.cid());
        assertLacks(victim);
      }
      own.values().forEach(this::assertHolds);
    }
  }

  @Test
  void a_store_opened_again_holds_its_blocks() {
    assumeTrue(persistent(), "the store keeps nothing beyond its closing");
    List<Block> many = some(30);
    blocks().putAll(many);
    blocks().sync();

    Blockstore again = reopened();

    many.forEach(this::assertHolds);
    assertThat(again.has(ABSENT.cid())).isFalse();
  }

  @Test
  void sync_is_accepted_at_any_time() {
    blocks().sync();
    blocks().put(BLOCK);
    blocks().sync();
    blocks().sync();

    assertHolds(BLOCK);
  }

  @Test
  void a_capability_that_is_claimed_is_there() {
    assertThat(blocks().capability(Blockstore.class)).isPresent();
    assertThat(blocks().capability(NoStoreCanDoThis.class)).isEmpty();
  }

  /** An ability that nobody has, since it is declared here. */
  private interface NoStoreCanDoThis {}

  @Test
  void an_identity_cid_is_answered_from_itself_and_never_held() {
    assumeTrue(answersIdentity(), "the store treats identity CIDs as any other");
    byte[] data = Samples.bytes("the digest is the data");
    Block identity = Block.verified(Cid.rawOf(Multihash.digest(0x00, data)), data);

    assertHolds(identity);
    blocks().put(identity);
    blocks().putAll(List.of(identity, BLOCK));
    blocks().overwrite(identity);
    blocks().delete(identity.cid());
    blocks().deleteAll(List.of(identity.cid(), identity.cid()));
    assertHolds(identity);
    assertThat(new HashSet<>(listed())).containsExactly(BLOCK.cid().multihash());
  }

  @Test
  void every_call_on_a_closed_store_is_refused() {
    blocks().put(BLOCK);
    CloseableIterator<Multihash> listing = blocks().list();
    assertThat(listing.hasNext()).isTrue();

    blocks().close();
    blocks().close();

    lateCalls(blocks(), listing)
        .forEach(
            (name, call) ->
                assertThatThrownBy(call)
                    .as("%s after close", name)
                    .isInstanceOf(DatastoreClosedException.class));
    listing.close();
  }

  private static Map<String, ThrowingCallable> lateCalls(
      Blockstore store, CloseableIterator<Multihash> listing) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("get", () -> store.get(BLOCK.cid()));
    calls.put("view", () -> store.view(BLOCK.cid(), ByteBuffer::remaining));
    calls.put("has", () -> store.has(BLOCK.cid()));
    calls.put("size", () -> store.size(BLOCK.cid()));
    calls.put("put", () -> store.put(ABSENT));
    calls.put("putAll", () -> store.putAll(List.of(ABSENT)));
    calls.put("overwrite", () -> store.overwrite(BLOCK));
    calls.put("delete", () -> store.delete(BLOCK.cid()));
    calls.put("deleteAll", () -> store.deleteAll(List.of(BLOCK.cid())));
    calls.put("list", store::list);
    calls.put("sync", store::sync);
    calls.put("the listing's next", listing::next);
    return calls;
  }

  @Test
  void closing_while_calls_run_refuses_the_late_ones() {
    Blockstore shared = blocks();
    List<Block> many = some(50);
    shared.putAll(many);
    CountDownLatch busy = new CountDownLatch(4);
    try (Together threads = new Together()) {
      threads.start(() -> untilRefused(busy, () -> shared.get(many.get(3).cid())));
      threads.start(() -> untilRefused(busy, () -> shared.put(BLOCK)));
      threads.start(() -> untilRefused(busy, () -> shared.putAll(many)));
      threads.start(
          () ->
              untilRefused(
                  busy,
                  () ->
                      assertThat(new HashSet<>(shared.list().toList()))
                          .as("a listing never ends early")
                          .containsAll(multihashesOf(many.stream()))));
      threads.start(
          () -> {
            busy.await();
            shared.close();
          });
    }
    assertThatThrownBy(() -> shared.has(BLOCK.cid())).isInstanceOf(DatastoreClosedException.class);
  }

  /** Calls again and again; a store that never refuses is ended by the safety of the threads. */
  private static void untilRefused(CountDownLatch busy, Runnable call) {
    try {
      for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
        call.run();
        if (i == 3) {
          busy.countDown();
        }
      }
    } catch (DatastoreClosedException e) {
      busy.countDown(); // before the fourth call only where the store is broken
    }
  }

  private List<Multihash> listed() {
    return blocks().list().toList();
  }

  private static Set<Multihash> multihashesOf(Stream<Block> of) {
    return new HashSet<>(of.map(block -> block.cid().multihash()).toList());
  }

  private static List<Block> some(int count) {
    List<Block> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(Block.of(i % 2 == 0 ? Multicodec.RAW : Multicodec.DAG_PB, Samples.bytes(i * 37)));
    }
    return some;
  }

  private void assertHolds(Block block) {
    Cid cid = block.cid();
    assertThat(blocks().has(cid)).as("has %s", cid).isTrue();
    assertThat(blocks().size(cid)).as("size of %s", cid).hasValue(block.size());
    Block found = blocks().get(cid).orElseThrow(() -> new AssertionError("no block " + cid));
    assertThat(found.cid()).as("the label is the CID that was asked for").isEqualTo(cid);
    assertThat(found.toBytes()).as("bytes of %s", cid).isEqualTo(block.toBytes());
  }

  private void assertLacks(Block block) {
    Cid cid = block.cid();
    assertThat(blocks().has(cid)).as("has %s", cid).isFalse();
    assertThat(blocks().size(cid)).as("size of %s", cid).isEmpty();
    assertThat(blocks().get(cid)).as("block %s", cid).isEmpty();
  }
}
