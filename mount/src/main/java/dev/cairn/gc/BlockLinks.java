package dev.cairn.gc;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which CIDs a block names: what a walk over a graph of blocks follows. {@code
 * dev.cairn.links.Links} knows it for the usual codecs:
 *
 * <pre>{@code
 * Links known = Links.standard();
 * BlockLinks links = BlockLinks.of(known::isLeaf, known::of);
 * }</pre>
 *
 * <p>Any number of threads may call at once.
 */
public interface BlockLinks {

  /**
   * {@return whether the CID alone tells that its block names no others, so that a walk need not
   * read it} Of an unknown codec nothing is told.
   *
   * @param cid names the block
   */
  boolean isLeaf(Cid cid);

  /**
   * {@return the CIDs that a block names, or nothing where its codec is not known, which is not the
   * same as none}
   *
   * @param block a block that is no leaf
   * @throws dev.cairn.datastore.CorruptDataException if the bytes do not follow the codec
   */
  Optional<List<Cid>> of(Block block);

  /**
   * {@return the links that two functions know}
   *
   * @param isLeaf answers {@link #isLeaf}
   * @param links answers {@link #of(Block)}
   */
  static BlockLinks of(Predicate<Cid> isLeaf, Function<Block, Optional<List<Cid>>> links) {
    return new BlockLinks() {
      @Override
      public boolean isLeaf(Cid cid) {
        return isLeaf.test(cid);
      }

      @Override
      public Optional<List<Cid>> of(Block block) {
        return links.apply(block);
      }
    };
  }
}
