package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.blockstore.OrderedListing;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * The base of wrappers around a blockstore: passes every call on, those that the interface has a
 * default for as well, so that no wrapper turns a view into a copy or many puts into single ones.
 *
 * <p>An ability of the store below is seen through any number of wrappers where it can do no harm:
 * {@link DiskUsage} and {@link OrderedListing}, which only tell, and {@link Invalidation}, which
 * only makes things be forgotten. Any other goes round what a wrapper promises, and is there only
 * where the wrapper {@linkplain #adapt adapts} it.
 */
public abstract class ForwardingBlockstore implements Blockstore {

  private static final Set<Class<?>> HARMLESS =
      Set.of(DiskUsage.class, OrderedListing.class, Invalidation.class);

  private final Blockstore delegate;

  /**
   * Creates a wrapper.
   *
   * @param delegate the store below, which the wrapper owns: closing the one closes the other
   */
  protected ForwardingBlockstore(Blockstore delegate) {
    this.delegate = delegate;
  }

  /** Returns whether a change of one is a change of the other, as far as that can be told. */
  static boolean overlap(Blockstore one, Blockstore other) {
    Blockstore mine = bare(one);
    Blockstore theirs = bare(other);
    return mine == theirs
        || (mine instanceof DatastoreBlockstore here
            && theirs instanceof DatastoreBlockstore there
            && here.overlaps(there));
  }

  private static Blockstore bare(Blockstore store) {
    Blockstore bare = store;
    while (bare instanceof ForwardingBlockstore wrapper) {
      bare = wrapper.delegate;
    }
    return bare;
  }

  /** {@return the store below} */
  protected final Blockstore delegate() {
    return delegate;
  }

  /**
   * {@return an ability of the store below as this wrapper has it; nothing where the wrapper cannot
   * keep its own promise with it}
   *
   * @param ability the interface asked for
   * @param below the ability of the store below
   * @param <T> the interface
   */
  protected <T> Optional<T> adapt(Class<T> ability, T below) {
    return HARMLESS.contains(ability) ? Optional.of(below) : Optional.empty();
  }

  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    return ability.isInstance(this)
        ? Optional.of(ability.cast(this))
        : delegate.capability(ability).flatMap(below -> adapt(ability, below));
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
    delegate.put(block);
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    delegate.putAll(blocks);
  }

  @Override
  public void overwrite(Block block) {
    delegate.overwrite(block);
  }

  @Override
  public void delete(Cid cid) {
    delegate.delete(cid);
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    delegate.deleteAll(cids);
  }

  @Override
  public CloseableIterator<Multihash> list() {
    return delegate.list();
  }

  @Override
  public void sync() {
    delegate.sync();
  }

  @Override
  public void close() {
    delegate.close();
  }

  /** {@return the name of the wrapper and, in parentheses, what it wraps} */
  @Override
  public String toString() {
    return getClass().getSimpleName() + "(" + delegate + ")";
  }
}
