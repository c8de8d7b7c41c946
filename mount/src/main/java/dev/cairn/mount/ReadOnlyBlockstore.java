package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Shows a blockstore and refuses every write to it with {@link ReadOnlyDatastoreException}. */
public final class ReadOnlyBlockstore implements Blockstore {

  private final Blockstore delegate;

  /**
   * Wraps a blockstore.
   *
   * @param delegate the store, which the wrapper owns: closing the one closes the other
   */
  public ReadOnlyBlockstore(Blockstore delegate) {
    this.delegate = delegate;
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return delegate.get(cid);
  }

  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    return delegate.view(cid, reader);
  }

  @Override
  public boolean has(Cid cid) {
    return delegate.has(cid);
  }

  @Override
  public OptionalLong size(Cid cid) {
    return delegate.size(cid);
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
        "cannot " + attempt + ": the blockstore (" + delegate + ") is open for reading only");
  }

  @Override
  public CloseableIterator<Multihash> list() {
    return delegate.list();
  }

  /** Does nothing: there are no writes to make durable. */
  @Override
  public void sync() {}

  @Override
  public void close() {
    delegate.close();
  }

  /** {@return that it only reads, and what} */
  @Override
  public String toString() {
    return "read-only " + delegate;
  }
}
