package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.multiformats.Cid;
import java.util.Collection;

/** Shows a blockstore and refuses every write to it with {@link ReadOnlyDatastoreException}. */
public final class ReadOnlyBlockstore extends ForwardingBlockstore {

  /**
   * Wraps a blockstore.
   *
   * @param delegate the store, which the wrapper owns: closing the one closes the other
   */
  public ReadOnlyBlockstore(Blockstore delegate) {
    super(delegate);
  }

  @Override
  public void put(Block block) {
    throw refusal("put " + block.cid());
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    throw refusal("put " + blocks.size() + " blocks");
  }

  @Override
  public void overwrite(Block block) {
    throw refusal("overwrite " + block.cid());
  }

  @Override
  public void delete(Cid cid) {
    throw refusal("delete " + cid);
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    throw refusal("delete " + cids.size() + " blocks");
  }

  private ReadOnlyDatastoreException refusal(String attempt) {
    return new ReadOnlyDatastoreException(
        "cannot " + attempt + ": the blockstore (" + delegate() + ") is open for reading only");
  }

  /** Does nothing: there are no writes to make durable. */
  @Override
  public void sync() {}

  /** {@return that it only reads, and what} */
  @Override
  public String toString() {
    return "read-only " + delegate();
  }
}
