package dev.cairn.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.mount.BlockTooLargeException;
import dev.cairn.mount.CachedBlockstore;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.FilteredBlockstore;
import dev.cairn.mount.HashNotAllowedException;
import dev.cairn.mount.HashPolicy;
import dev.cairn.mount.HashPolicyBlockstore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.SizeLimitBlockstore;
import dev.cairn.mount.VerifyingBlockstore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.HashFunction;
import dev.cairn.multiformats.Multihash;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page about blockstores shows, run. */
class BlockstoresTest {

  private static final byte[] DATA = "some data".getBytes(UTF_8);

  private final Blockstore store = DatastoreBlockstore.on(new MemoryDatastore());

  @Test
  void policies_hold_what_is_put() {
    // snippet: policies
    HashPolicy policy = HashPolicy.defaults().toBuilder().forbid(HashFunction.SHA1.code()).build();
    Blockstore blocks =
        new HashPolicyBlockstore(new SizeLimitBlockstore(new VerifyingBlockstore(store)), policy);
    // end

    Block bySha1 = Block.verified(Cid.rawOf(Multihash.digest(HashFunction.SHA1, DATA)), DATA);
    assertThatThrownBy(() -> blocks.put(bySha1)).isInstanceOf(HashNotAllowedException.class);
    assertThatThrownBy(() -> blocks.put(Block.raw(new byte[3 << 20])))
        .isInstanceOf(BlockTooLargeException.class);
    blocks.put(Block.raw(DATA));
    assertThat(blocks.get(Block.raw(DATA).cid())).isPresent();
  }

  @Test
  void caches_belong_around_mounts(@TempDir Path directory) {
    Executor executor = Runnable::run;
    Blockstore archive = DatastoreBlockstore.on(new MemoryDatastore());
    archive.put(Block.raw(DATA));

    // snippet: caches
    FilteredBlockstore cache =
        FilteredBlockstore.builder(CachedBlockstore.on(store), executor)
            .expectedBlocks(1_000_000)
            .falsePositiveRate(0.001)
            .file(directory.resolve("blocks.filter"))
            .build();
    Blockstore blocks =
        MultiBlockstore.builder().cache("cache", cache).aux("archive", archive).build();
    // end

    assertThat(blocks.get(Block.raw(DATA).cid())).isPresent();
    assertThat(cache.statistics().denied()).isEqualTo(1);
    blocks.close();
    assertThat(directory.resolve("blocks.filter")).exists();
  }
}
