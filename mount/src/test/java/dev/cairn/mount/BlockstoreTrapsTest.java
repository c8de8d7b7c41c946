package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.Batch;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.mount.Location.Status;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What blockstores elsewhere got wrong, each mistake a test that it must not be here. */
class BlockstoreTrapsTest {

  private static final Block BLOCK = Block.raw("a block".getBytes(UTF_8));
  private static final Block OTHER = Block.raw("another block".getBytes(UTF_8));

  private final FaultyDatastore cacheData = new FaultyDatastore(new MemoryDatastore());
  private final FaultyDatastore auxData = new FaultyDatastore(new MemoryDatastore());
  private final Blockstore cache = DatastoreBlockstore.on(cacheData);
  private final Blockstore aux = DatastoreBlockstore.on(auxData);
  private final MultiBlockstore blocks =
      MultiBlockstore.builder().cache("cache", cache).aux("aux", aux).build();

  private static DatastoreException broken() {
    return new DatastoreException("the disk is broken");
  }

  @Test
  void a_truncated_listing_throws_instead_of_looking_complete() {
    List<Block> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(Block.raw(("block " + i).getBytes(UTF_8)));
    }
    aux.putAll(many);
    auxData.failAt(Operation.STEP, 30, BlockstoreTrapsTest::broken);

    assertThatThrownBy(() -> blocks.list().toList()).hasMessageContaining("the disk is broken");
  }

  @Test
  void a_wrapper_passes_on_a_view_and_does_not_fall_back_to_a_get() {
    List<String> calls = new ArrayList<>();
    Blockstore viewing =
        (Blockstore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Blockstore.class},
                (proxy, method, arguments) -> {
                  calls.add(method.getName());
                  return Optional.of("shown");
                });

    assertThat(new ReadOnlyBlockstore(viewing).view(BLOCK.cid(), buffer -> "unused"))
        .hasValue("shown");

    assertThat(calls).containsExactly("view");
  }

  @Test
  void a_failure_to_read_is_not_taken_for_damage() {
    cache.put(BLOCK);
    cacheData.failAt(Operation.GET, 1, BlockstoreTrapsTest::broken);

    assertThat(blocks.locate(BLOCK.cid()).get(0).status()).isEqualTo(Status.ERROR);
    assertThat(blocks.locate(BLOCK.cid()).get(0).status()).isEqualTo(Status.FOUND);
  }

  @Test
  void a_copy_in_a_store_that_may_change_elides_no_put() {
    aux.put(BLOCK);
    blocks.put(BLOCK);

    aux.delete(BLOCK.cid());

    assertThat(blocks.get(BLOCK.cid())).isPresent();
  }

  @Test
  void a_block_that_is_put_again_by_force_repairs_a_damaged_copy() {
    cache.put(Block.wrapUnverified(BLOCK.cid(), OTHER.toBytes()));
    aux.put(BLOCK);

    blocks.overwrite(BLOCK);

    assertThat(cache.get(BLOCK.cid()).orElseThrow().isValid()).isTrue();
  }

  @Test
  @SuppressWarnings("unchecked") // the proxy is called with what view() takes
  void a_view_that_fails_in_the_middle_is_not_begun_again_with_another_mount() {
    aux.put(BLOCK);
    Blockstore tearing =
        (Blockstore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Blockstore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("view")) {
                    var reader = (Function<ByteBuffer, ?>) arguments[1];
                    assertThat(reader.apply(ByteBuffer.wrap(new byte[3]))).isEqualTo(true);
                    throw broken();
                  }
                  return method.getName().equals("toString") ? "tearing" : null;
                });
    MultiBlockstore multi =
        MultiBlockstore.builder().cache("cache", tearing).aux("aux", aux).build();
    List<Integer> shown = new ArrayList<>();

    assertThatThrownBy(() -> multi.view(BLOCK.cid(), bytes -> shown.add(bytes.remaining())))
        .hasMessageContaining("the disk is broken");

    assertThat(shown).as("a part, and not the whole behind it").containsExactly(3);
  }

  @Test
  void a_good_copy_in_the_cache_is_not_given_up_for_a_damaged_one_in_an_aux() {
    cache.put(BLOCK);
    aux.put(Block.wrapUnverified(BLOCK.cid(), OTHER.toBytes()));

    assertThat(blocks.get(BLOCK.cid()).orElseThrow().isValid()).isTrue();
    assertThat(blocks.locate(BLOCK.cid()))
        .extracting(Location::status)
        .containsExactly(Status.FOUND, Status.CORRUPT);
    assertThat(blocks.upkeep().evictHeldElsewhere(CancellationToken.never()).blocks()).isZero();
    assertThat(blocks.upkeep().removeSpareCopy("cache", BLOCK.cid())).isEmpty();
    assertThat(blocks.get(BLOCK.cid())).isPresent();
  }

  @Test
  void a_mount_that_fails_for_long_costs_no_waiting_and_yet_lies_to_nobody() {
    auxData.failFromNowOn(Operation.HAS, BlockstoreTrapsTest::broken);
    for (int i = 0; i < BreakerPolicy.defaults().failures(); i++) {
      assertThatThrownBy(() -> blocks.has(BLOCK.cid())).hasMessageContaining("'aux'");
    }
    long asked = auxData.calls(Operation.HAS);

    assertThatThrownBy(() -> blocks.has(BLOCK.cid())).isInstanceOf(MountUnavailableException.class);

    assertThat(auxData.calls(Operation.HAS)).isEqualTo(asked);
  }

  @Test
  void an_absence_in_a_later_mount_does_not_hide_a_failure_in_an_earlier_one() {
    cacheData.failFromNowOn(Operation.GET, BlockstoreTrapsTest::broken);
    cacheData.failFromNowOn(Operation.HAS, BlockstoreTrapsTest::broken);

    assertThatThrownBy(() -> blocks.get(BLOCK.cid())).hasMessageContaining("the disk is broken");
    assertThatThrownBy(() -> blocks.has(BLOCK.cid())).hasMessageContaining("the disk is broken");
  }

  @Test
  void put_remove_has_put_has_ends_with_the_block_there() {
    for (int round = 0; round < 3; round++) {
      blocks.put(BLOCK);
      assertThat(blocks.has(BLOCK.cid())).isTrue();
      blocks.delete(BLOCK.cid());
      assertThat(blocks.has(BLOCK.cid())).isFalse();
      blocks.put(BLOCK);
      assertThat(blocks.has(BLOCK.cid())).isTrue();
      assertThat(blocks.get(BLOCK.cid())).isPresent();
      blocks.delete(BLOCK.cid());
    }
  }

  @Test
  void an_empty_block_is_not_taken_for_an_absent_one() {
    Block empty = Block.raw(new byte[0]);
    aux.put(empty);

    assertThat(blocks.size(empty.cid())).hasValue(0);
    assertThat(blocks.has(empty.cid())).isTrue();
    assertThat(blocks.get(empty.cid()).orElseThrow().size()).isZero();
  }

  @Test
  void one_multihash_under_three_codecs_in_two_mounts_is_one_block() {
    Cid pb = Cid.v0(BLOCK.cid().multihash());
    Cid cbor = BLOCK.cid().withCodec(Multicodec.DAG_CBOR);
    cache.put(BLOCK.withCid(pb));
    aux.put(BLOCK.withCid(cbor));

    for (Cid cid : List.of(BLOCK.cid(), pb, cbor)) {
      assertThat(blocks.get(cid).orElseThrow().cid()).isEqualTo(cid);
      assertThat(blocks.locate(cid)).extracting(Location::status).containsOnly(Status.FOUND);
    }
    assertThat(blocks.list().toList()).containsExactly(BLOCK.cid().multihash());
  }

  @Test
  void a_store_closed_under_a_listing_ends_it_with_an_error() {
    aux.putAll(List.of(BLOCK, OTHER));
    var listing = blocks.list();
    listing.next();

    aux.close();

    assertThatThrownBy(listing::hasNext)
        .isInstanceOf(DatastoreClosedException.class)
        .hasMessageContaining("'aux'");
  }

  @Test
  void parts_of_a_batch_are_committed_in_one_order_always() {
    for (List<String> order : List.of(List.of("/a", "/blocks/1"), List.of("/blocks/1", "/a"))) {
      var blocksPart = new FaultyDatastore(new MemoryDatastore());
      var mounts =
          MountDatastore.of(
              List.of(Mount.at("/", new MemoryDatastore()), Mount.at("/blocks", blocksPart)));
      blocksPart.failAt(Operation.COMMIT, 1, BlockstoreTrapsTest::broken);
      try (Batch batch = mounts.batch()) {
        order.forEach(key -> batch.put(Key.of(key), new byte[1]));
        assertThatThrownBy(batch::commit).hasMessageContaining("at /blocks");
      }
      assertThat(mounts.has(Key.of("/a"))).as("what names blocks comes after them").isFalse();
    }
  }

  @Test
  void a_store_cannot_be_mounted_twice() {
    var nested = DatastoreBlockstore.on(cacheData, Key.of("/blocks/nested"));
    for (Blockstore same : List.of(cache, new ReadOnlyBlockstore(cache), nested)) {
      assertThatThrownBy(() -> MultiBlockstore.builder().cache("a", cache).aux("b", same))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
