package dev.cairn.repo;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.gc.Pin;
import dev.cairn.gc.PinMode;
import dev.cairn.gc.Pins;
import dev.cairn.links.Links;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The blocks that pins keep: those that are pinned, and what the recursively pinned reach in any
 * mount, as far as it is there. A block that was met under several codecs may come several times.
 * Which were met is kept in memory.
 */
final class KeptBlocks implements CloseableIterator<Multihash> {

  private final CloseableIterator<Pin> pins;
  private final MultiBlockstore blocks;
  private final CancellationToken cancellation;
  private final Links links = Links.standard();

  /** A node has the links that its codec gives it, so it is met once for each. */
  private final Set<Cid> met = new HashSet<>();

  private final Deque<Cid> toFollow = new ArrayDeque<>();
  private final Deque<Multihash> direct = new ArrayDeque<>();

  /**
   * Begins with the first pin.
   *
   * @param blocks where the links are read
   * @param cancellation ends it between two blocks
   */
  KeptBlocks(Pins pins, MultiBlockstore blocks, CancellationToken cancellation) {
    this.pins = pins.list();
    this.blocks = blocks;
    this.cancellation = cancellation;
  }

  @Override
  public boolean hasNext() {
    while (direct.isEmpty() && toFollow.isEmpty() && pins.hasNext()) {
      Pin pin = pins.next();
      if (pin.mode() == PinMode.DIRECT) {
        direct.add(pin.multihash());
      } else {
        meet(pin.cids());
      }
    }
    return !direct.isEmpty() || !toFollow.isEmpty();
  }

  private void meet(List<Cid> cids) {
    for (Cid cid : cids) {
      if (met.add(cid.toV1())) {
        toFollow.push(cid);
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws DatastoreException if a block cannot be read, or its links cannot be told
   */
  @Override
  public Multihash next() {
    cancellation.check("go through what is pinned");
    if (!hasNext()) {
      throw new NoSuchElementException("these were all blocks that are kept");
    }
    if (!direct.isEmpty()) {
      return direct.remove();
    }
    Cid cid = toFollow.pop();
    if (!links.isLeaf(cid)) {
      blocks.get(cid).map(Block::verify).ifPresent(this::follow);
    }
    return cid.multihash();
  }

  private void follow(Block block) {
    meet(
        links
            .of(block)
            .orElseThrow(
                () ->
                    new DatastoreException(
                        "cannot tell which blocks are pinned: the codec 0x%x of %s is not known"
                                .formatted(block.cid().codec(), block.cid())
                            + "; unpin what reaches it, or go on regardless")));
  }

  @Override
  public void close() {
    pins.close();
  }
}
