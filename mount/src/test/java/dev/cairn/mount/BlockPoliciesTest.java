package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.UnsupportedHashException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The small policies around a blockstore: size, verification, identity. */
class BlockPoliciesTest {

  private static final byte[] DATA = "some data".getBytes(UTF_8);
  private static final Block GOOD = Block.raw(DATA);
  private static final Block SWAPPED = Block.wrapUnverified(GOOD.cid(), "other".getBytes(UTF_8));

  private final Blockstore below = DatastoreBlockstore.on(new MemoryDatastore());

  @Test
  void a_block_at_the_limit_is_taken_and_a_larger_one_refused() {
    Blockstore blocks = new SizeLimitBlockstore(below);
    Block largest = Block.raw(new byte[SizeLimitBlockstore.DEFAULT_MAX_SIZE]);
    Block tooLarge = Block.raw(new byte[SizeLimitBlockstore.DEFAULT_MAX_SIZE + 1]);

    blocks.put(largest);
    assertThat(below.has(largest.cid())).isTrue();
    assertThatThrownBy(() -> blocks.put(tooLarge))
        .asInstanceOf(type(BlockTooLargeException.class))
        .satisfies(
            refusal -> {
              assertThat(refusal.size()).isEqualTo((2 << 20) + 1);
              assertThat(refusal.limit()).isEqualTo(2 << 20);
              assertThat(refusal).hasMessageContaining(tooLarge.cid().toString());
            });
    assertThatThrownBy(() -> blocks.overwrite(tooLarge)).isInstanceOf(BlockTooLargeException.class);
    assertThatThrownBy(() -> blocks.putAll(List.of(GOOD, tooLarge)))
        .isInstanceOf(BlockTooLargeException.class);
    assertThat(below.has(GOOD.cid())).as("of several none").isFalse();
  }

  @Test
  void a_large_block_that_is_there_is_read() {
    below.put(GOOD);
    Blockstore blocks = new SizeLimitBlockstore(below, 4);

    assertThat(blocks.get(GOOD.cid())).isPresent();
    assertThat(blocks.view(GOOD.cid(), ByteBuffer::remaining)).hasValue(DATA.length);
    assertThatThrownBy(() -> new SizeLimitBlockstore(below, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_was_swapped_in_the_store_is_refused_by_get_and_by_view() {
    below.put(SWAPPED);
    Blockstore blocks = new VerifyingBlockstore(below);

    assertThatThrownBy(() -> blocks.get(GOOD.cid()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(GOOD.cid().toString());
    assertThatThrownBy(() -> blocks.view(GOOD.cid(), BlockPoliciesTest::unseen))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(GOOD.cid().toString());
    assertThat(blocks.has(GOOD.cid())).isTrue();
    assertThat(blocks.size(GOOD.cid())).hasValue(5);
    assertThat(below.get(GOOD.cid())).as("unverified").isPresent();
  }

  @Test
  void a_good_block_is_read_whole_after_its_verification() {
    below.put(GOOD);
    Blockstore blocks = new VerifyingBlockstore(below);

    assertThat(blocks.get(GOOD.cid()).orElseThrow().toBytes()).isEqualTo(DATA);
    assertThat(blocks.view(GOOD.cid(), ByteBuffer::remaining)).hasValue(DATA.length);
  }

  @Test
  void a_hash_that_cannot_be_computed_says_nothing_about_the_bytes() {
    Block unknown = Block.wrapUnverified(Cid.rawOf(Multihash.of(0x3fffff, new byte[32])), DATA);
    below.put(unknown);
    Blockstore blocks = new VerifyingBlockstore(below);

    assertThatThrownBy(() -> blocks.get(unknown.cid()))
        .isInstanceOf(UnsupportedHashException.class);
    assertThatThrownBy(() -> blocks.view(unknown.cid(), BlockPoliciesTest::unseen))
        .isInstanceOf(UnsupportedHashException.class);
  }

  private static Object unseen(ByteBuffer bytes) {
    throw new AssertionError("unverified bytes were shown: " + bytes);
  }

  @Test
  void identity_cids_never_reach_the_store_below() {
    Blockstore blocks = new IdentityBlockstore(untouchable());
    Block identity = Block.verified(Cid.rawOf(Multihash.digest(0x00, DATA)), DATA);

    blocks.put(identity);
    blocks.putAll(List.of(identity));
    blocks.overwrite(identity);
    blocks.delete(identity.cid());
    blocks.deleteAll(List.of(identity.cid()));
    assertThat(blocks.has(identity.cid())).isTrue();
    assertThat(blocks.size(identity.cid())).hasValue(DATA.length);
    assertThat(blocks.get(identity.cid()).orElseThrow().toBytes()).isEqualTo(DATA);
    assertThat(blocks.view(identity.cid(), ByteBuffer::remaining)).hasValue(DATA.length);
    assertThatThrownBy(() -> blocks.has(GOOD.cid())).hasMessageContaining("touched");
  }

  @Test
  void an_identity_cid_of_more_than_128_bytes_is_refused() {
    Blockstore blocks = new IdentityBlockstore(below);

    assertThat(blocks.has(Cid.rawOf(Multihash.of(0, new byte[128])))).isTrue();
    assertThatThrownBy(() -> blocks.has(Cid.rawOf(Multihash.of(0, new byte[129]))))
        .isInstanceOf(UnsupportedKeyException.class);
  }

  @Test
  void an_identity_cid_is_not_answered_by_a_closed_store() {
    Blockstore blocks = new IdentityBlockstore(below);
    blocks.close();

    assertThatThrownBy(() -> blocks.has(Cid.rawOf(Multihash.of(0, new byte[1]))))
        .isInstanceOf(DatastoreClosedException.class);
  }

  /** A store that fails the test when it is asked anything but to take no blocks. */
  private static Blockstore untouchable() {
    return (Blockstore)
        Proxy.newProxyInstance(
            BlockPoliciesTest.class.getClassLoader(),
            new Class<?>[] {Blockstore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("toString")) {
                return "untouchable";
              }
              if (arguments != null && arguments[0] instanceof Collection<?> c && c.isEmpty()) {
                return null;
              }
              throw new AssertionError("the store below was touched by " + method.getName());
            });
  }
}
