package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import java.util.Collection;

/**
 * Takes no block above a size: a put of one throws {@link BlockTooLargeException}, and of several
 * blocks none is written where one is too large. What lies in the store already is read whatever
 * its size.
 *
 * <p>Larger blocks cannot be exchanged: bitswap ends at 2 MiB, and no implementation passes on more
 * than 4 MiB. To store one on purpose, put it into the store below.
 */
public final class SizeLimitBlockstore extends ForwardingBlockstore {

  /** The most bytes of a block, 2 MiB, unless another limit is set: Kubo's. */
  public static final int DEFAULT_MAX_SIZE = 2 << 20;

  private final int maxSize;

  /**
   * Wraps a store, with the default limit.
   *
   * @param delegate the store below, which the wrapper owns
   */
  public SizeLimitBlockstore(Blockstore delegate) {
    this(delegate, DEFAULT_MAX_SIZE);
  }

  /**
   * Wraps a store.
   *
   * @param delegate the store below, which the wrapper owns
   * @param maxSize the most bytes of a block that is taken, not negative
   * @throws IllegalArgumentException if the limit is negative
   */
  public SizeLimitBlockstore(Blockstore delegate, int maxSize) {
    super(delegate);
    if (maxSize < 0) {
      throw new IllegalArgumentException("a limit of " + maxSize + " bytes lets no block pass");
    }
    this.maxSize = maxSize;
  }

  /** {@return the most bytes of a block that is taken} */
  public int maxSize() {
    return maxSize;
  }

  private void check(Block block) {
    if (block.size() > maxSize) {
      throw new BlockTooLargeException(block.cid(), block.size(), maxSize);
    }
  }

  @Override
  public void put(Block block) {
    check(block);
    super.put(block);
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    blocks.forEach(this::check);
    super.putAll(blocks);
  }

  @Override
  public void overwrite(Block block) {
    check(block);
    super.overwrite(block);
  }
}
