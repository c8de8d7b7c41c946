package dev.cairn.repo;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.spec.Following;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Blocks that somebody else writes meanwhile. A block that is found is answered at once: its bytes
 * cannot have changed, though it may have been deleted there since. Before one is called absent,
 * and before a listing begins, the stores catch up, so that whatever was written before the call is
 * found. Calls that miss at the same time share one catching up.
 */
final class FollowedBlockstore implements Blockstore {

  private final Blockstore blocks;
  private final List<Following> stores;
  private final ReentrantLock catchingUp = new ReentrantLock();

  /** How often catching up has begun; changed under the lock. */
  private volatile long begun;

  /** The last beginning that came to an end; guarded by the lock. */
  private long ended;

  /**
   * Shows the blocks.
   *
   * @param blocks the blocks in {@code stores}; closed with this
   * @param stores those that have to catch up
   */
  FollowedBlockstore(Blockstore blocks, List<Following> stores) {
    this.blocks = blocks;
    this.stores = List.copyOf(stores);
  }

  /** Makes the stores see what was written before {@link #begun} had this value. */
  private void catchUpAfter(long value) {
    catchingUp.lock();
    try {
      if (ended > value) {
        return;
      }
      long beginning = begun + 1;
      begun = beginning;
      stores.forEach(Following::catchUp);
      ended = beginning;
    } finally {
      catchingUp.unlock();
    }
  }

  private <R> R ask(Supplier<R> question, Predicate<R> isFound) {
    long before = begun;
    R answer = question.get();
    if (isFound.test(answer)) {
      return answer;
    }
    catchUpAfter(before);
    return question.get();
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return ask(() -> blocks.get(cid), Optional::isPresent);
  }

  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    return ask(() -> blocks.view(cid, reader), Optional::isPresent);
  }

  @Override
  public boolean has(Cid cid) {
    return ask(() -> blocks.has(cid), found -> found);
  }

  @Override
  public OptionalLong size(Cid cid) {
    return ask(() -> blocks.size(cid), OptionalLong::isPresent);
  }

  @Override
  public void put(Block block) {
    blocks.put(block);
  }

  @Override
  public void putAll(Collection<Block> added) {
    blocks.putAll(added);
  }

  @Override
  public void overwrite(Block block) {
    blocks.overwrite(block);
  }

  @Override
  public void delete(Cid cid) {
    blocks.delete(cid);
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    blocks.deleteAll(cids);
  }

  @Override
  public CloseableIterator<Multihash> list() {
    catchUpAfter(begun);
    return blocks.list();
  }

  @Override
  public void sync() {
    blocks.sync();
  }

  @Override
  public void close() {
    blocks.close();
  }

  @Override
  public String toString() {
    return blocks.toString();
  }
}
