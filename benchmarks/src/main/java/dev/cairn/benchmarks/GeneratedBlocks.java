package dev.cairn.benchmarks;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A store of very many small blocks that are made when they are asked for: a root, its nodes of a
 * thousand links each, and their raw leaves; and beside them blocks that nothing links to. Puts and
 * deletes are taken and change nothing, so that every collection finds the same.
 */
final class GeneratedBlocks implements Blockstore {

  private static final int LEAVES_A_NODE = 1000;
  private static final int SHA2_256 = 0x12;
  private static final int DIGEST = 32;
  private static final long BYTES_OF_A_LEAF = 100;

  private final int nodes;
  private final int loose;
  private final Block root;
  private final Map<Multihash, Integer> nodeNumbers = new HashMap<>();

  /**
   * Creates a store.
   *
   * @param leaves that the root reaches, in thousands
   * @param loose blocks that nothing links to
   */
  GeneratedBlocks(int leaves, int loose) {
    this.nodes = leaves / LEAVES_A_NODE;
    this.loose = loose;
    byte[][] digests = new byte[nodes][];
    for (int node = 0; node < nodes; node++) {
      Multihash multihash = node(node).cid().multihash();
      digests[node] = multihash.digest();
      nodeNumbers.put(multihash, node);
    }
    this.root = Block.of(Multicodec.DAG_PB, links(Multicodec.DAG_PB, digests));
  }

  Cid root() {
    return root.cid();
  }

  /** {@return how many blocks the root reaches} */
  long reached() {
    return 1L + nodes + (long) nodes * LEAVES_A_NODE;
  }

  /** {@return a block that nothing links to} */
  Block looseBlock(int number) {
    return Block.wrapUnverified(Cid.rawOf(leaf(nodes * LEAVES_A_NODE + number)), new byte[100]);
  }

  private static Block node(int number) {
    byte[][] digests = new byte[LEAVES_A_NODE][];
    for (int i = 0; i < LEAVES_A_NODE; i++) {
      digests[i] = digest(number * LEAVES_A_NODE + i);
    }
    return Block.of(Multicodec.DAG_PB, links(Multicodec.RAW, digests));
  }

  /** A dag-pb node of links that have no names. */
  private static byte[] links(long codec, byte[][] digests) {
    byte[] front = {0x12, 0x26, 0x0a, 0x24, 1, (byte) codec, SHA2_256, DIGEST};
    ByteBuffer bytes = ByteBuffer.allocate(digests.length * (front.length + DIGEST));
    for (byte[] digest : digests) {
      bytes.put(front).put(digest);
    }
    return bytes.array();
  }

  private static Multihash leaf(int number) {
    return Multihash.of(SHA2_256, digest(number));
  }

  /** As good as a hash, and much faster: nobody reads the leaf. */
  private static byte[] digest(int number) {
    ByteBuffer digest = ByteBuffer.allocate(DIGEST);
    for (int i = 0; i < DIGEST / Long.BYTES; i++) {
      long z = (4L * number + i + 1) * 0x9E37_79B9_7F4A_7C15L;
      z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
      digest.putLong(z ^ (z >>> 31));
    }
    return digest.array();
  }

  @Override
  public Optional<Block> get(Cid cid) {
    if (cid.multihash().equals(root.cid().multihash())) {
      return Optional.of(root.withCid(cid));
    }
    Integer node = nodeNumbers.get(cid.multihash());
    return node == null ? Optional.empty() : Optional.of(node(node).withCid(cid));
  }

  @Override
  public boolean has(Cid cid) {
    return true;
  }

  @Override
  public OptionalLong size(Cid cid) {
    return OptionalLong.of(BYTES_OF_A_LEAF);
  }

  @Override
  public void put(Block block) {}

  @Override
  public void overwrite(Block block) {}

  @Override
  public void delete(Cid cid) {}

  @Override
  public CloseableIterator<Multihash> list() {
    int leaves = nodes * LEAVES_A_NODE + loose;
    return new CloseableIterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < leaves;
      }

      @Override
      public Multihash next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return leaf(next++);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void sync() {}

  @Override
  public void close() {}
}
