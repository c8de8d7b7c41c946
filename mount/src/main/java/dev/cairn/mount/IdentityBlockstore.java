package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Cid;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Answers identity CIDs, which hold their block themselves, without the store below, where they
 * never arrive: putting or deleting one does nothing, and no listing shows one. More than 128 bytes
 * in one are refused by every call with {@link dev.cairn.datastore.UnsupportedKeyException}.
 *
 * <p>For stores that do not do so by themselves; {@link DatastoreBlockstore} and {@link
 * MultiBlockstore} do. It belongs outermost: once is enough.
 */
public final class IdentityBlockstore extends ForwardingBlockstore {

  private final Lifecycle lifecycle;

  /**
   * Wraps a store.
   *
   * @param delegate the store below, which the wrapper owns
   */
  public IdentityBlockstore(Blockstore delegate) {
    super(delegate);
    this.lifecycle = new Lifecycle("the blockstore " + delegate);
  }

  private boolean answers(Cid cid) {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
    return IdentityBlocks.include(cid);
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return answers(cid) ? Optional.of(IdentityBlocks.block(cid)) : super.get(cid);
  }

  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    return answers(cid)
        ? Optional.of(IdentityBlocks.block(cid)).map(block -> reader.apply(block.buffer()))
        : super.view(cid, reader);
  }

  @Override
  public boolean has(Cid cid) {
    return answers(cid) || super.has(cid);
  }

  @Override
  public OptionalLong size(Cid cid) {
    return answers(cid) ? OptionalLong.of(cid.multihash().digestSize()) : super.size(cid);
  }

  @Override
  public void put(Block block) {
    if (!answers(block.cid())) {
      super.put(block);
    }
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    super.putAll(blocks.stream().filter(block -> !answers(block.cid())).toList());
  }

  @Override
  public void overwrite(Block block) {
    if (!answers(block.cid())) {
      super.overwrite(block);
    }
  }

  @Override
  public void delete(Cid cid) {
    if (!answers(cid)) {
      super.delete(cid);
    }
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    super.deleteAll(cids.stream().filter(cid -> !answers(cid)).toList());
  }

  @Override
  public void close() {
    lifecycle.close(super::close);
  }
}
