package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.multiformats.Cid;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/**
 * Hands out no byte that the CID does not name: {@link #get} and {@link #view} hash what the store
 * below has, as {@link Verification#ON_READ} says, and refuse what does not fit with {@link
 * dev.cairn.datastore.CorruptDataException}.
 *
 * <p>{@link #has} and {@link #size} do not look at the bytes, and puts are not checked. A hash
 * function that is not implemented here ends in {@link
 * dev.cairn.multiformats.UnsupportedHashException}, which says nothing about the bytes.
 */
public final class VerifyingBlockstore extends ForwardingBlockstore {

  /**
   * Wraps a store.
   *
   * @param delegate the store below, which the wrapper owns
   */
  public VerifyingBlockstore(Blockstore delegate) {
    super(delegate);
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return super.get(cid).map(Block::verify);
  }

  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    return super.view(cid, Verification.ON_READ.before(cid, reader));
  }
}
