package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.multiformats.Cid;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes and hands out no block whose multihash a {@link HashPolicy} does not allow: it throws
 * {@link HashNotAllowedException} then.
 *
 * <p>Every put is held to the policy, and of several blocks none is written where one is refused;
 * so is every call that hands out bytes, {@link #get} and {@link #view}. Not so {@link #has},
 * {@link #size}, {@link #list} and the deletes: they hand out nothing that could be forged, and
 * whoever finds a weakly named block has to be able to get rid of it.
 *
 * <p>It belongs outermost, around caches and unions, where it is asked once a call.
 */
public final class HashPolicyBlockstore extends ForwardingBlockstore {

  private final HashPolicy policy;

  /**
   * Wraps a store.
   *
   * @param delegate the store below, which the wrapper owns
   * @param policy what is allowed
   */
  public HashPolicyBlockstore(Blockstore delegate, HashPolicy policy) {
    super(delegate);
    this.policy = policy;
  }

  @Override
  public Optional<Block> get(Cid cid) {
    policy.check(cid);
    return super.get(cid);
  }

  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    policy.check(cid);
    return super.view(cid, reader);
  }

  @Override
  public void put(Block block) {
    policy.check(block.cid());
    super.put(block);
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    blocks.forEach(block -> policy.check(block.cid()));
    super.putAll(blocks);
  }

  @Override
  public void overwrite(Block block) {
    policy.check(block.cid());
    super.overwrite(block);
  }
}
