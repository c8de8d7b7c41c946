package dev.cairn.mount;

import dev.cairn.multiformats.Multihash;
import java.util.List;

/**
 * Is told of the blocks that are put into a {@link MultiBlockstore}, before anybody looks whether
 * they are there: what a collector needs to run beside writers. The blocks may turn out to be there
 * and not be written, and the write may fail.
 *
 * <p>Called in the threads that put, at once by any number of them; the put goes on when the call
 * returns.
 */
@FunctionalInterface
public interface PutObserver {

  /**
   * Some blocks are about to be put.
   *
   * @param blocks what is put; not changed afterwards
   */
  void beforePut(List<Multihash> blocks);
}
