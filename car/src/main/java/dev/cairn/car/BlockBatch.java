package dev.cairn.car;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers blocks and stores them together, so that neither many small writes nor much memory is
 * needed. What was stored is durable after {@link #finish()}.
 *
 * <p>Identity blocks are counted, but the store is not bothered with them: their CID holds them,
 * and a store may refuse long ones.
 */
final class BlockBatch {

  /** The most memory that a batch takes, unless one block alone takes more. */
  static final long MAX_BYTES = 8L << 20;

  /** About what the objects of a block take beside its data, so that tiny blocks count too. */
  private static final int OVERHEAD = 256;

  private final Blockstore target;
  private final List<Block> pending = new ArrayList<>();
  private long pendingBytes;
  private long blocks;
  private long bytes;

  BlockBatch(Blockstore target) {
    this.target = target;
  }

  void add(Block block) {
    blocks++;
    bytes += block.size();
    if (block.cid().multihash().isIdentity()) {
      return;
    }
    long weight = (long) block.size() + block.cid().size() + OVERHEAD;
    if (pendingBytes + weight > MAX_BYTES) {
      flush();
    }
    pending.add(block);
    pendingBytes += weight;
  }

  /** Stores what is pending and makes all of it durable. */
  void finish() {
    flush();
    target.sync();
  }

  private void flush() {
    if (pending.isEmpty()) {
      return;
    }
    target.putAll(List.copyOf(pending));
    pending.clear();
    pendingBytes = 0;
  }

  /** The blocks added. */
  long blocks() {
    return blocks;
  }

  /** The bytes of the blocks added. */
  long bytes() {
    return bytes;
  }
}
