package dev.cairn.blockstore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A map from CIDs to blocks. Blocks are found by multihash: the CID that asks may have another
 * version or codec than the one that stored.
 *
 * <p>Any number of threads may call at once. A write that has returned is visible; after {@link
 * #sync()} it is durable. Every method may throw {@link dev.cairn.datastore.DatastoreException}
 * where the store below fails: absence is never the answer to a failure.
 */
public interface Blockstore extends AutoCloseable {

  /**
   * {@return the block that {@code cid} names, labelled with this very CID, or nothing where it is
   * not held} Whether its hash has been checked is the implementation's contract.
   *
   * @param cid any CID; its multihash decides
   */
  Optional<Block> get(Cid cid);

  /**
   * {@return what {@code reader} answers to the bytes of a block, shown to it without a copy, or
   * nothing where the block is not held} The buffer is valid during the call alone.
   *
   * @param <R> what the reader answers
   * @param cid any CID; its multihash decides
   * @param reader reads the buffer, which it must neither keep nor change
   */
  default <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    return get(cid).map(block -> reader.apply(block.buffer()));
  }

  /**
   * {@return whether the store holds the block}
   *
   * @param cid any CID; its multihash decides
   */
  boolean has(Cid cid);

  /**
   * {@return the number of bytes of the block, or nothing where it is not held}
   *
   * @param cid any CID; its multihash decides
   */
  OptionalLong size(Cid cid);

  /**
   * Stores a block; one that is held already may be left as it is.
   *
   * @param block what to store
   * @throws ReadOnlyDatastoreException if the store only reads
   */
  void put(Block block);

  /**
   * Stores several blocks in as few steps as the store allows.
   *
   * @param blocks what to store; one that is there twice is stored once
   * @throws ReadOnlyDatastoreException if the store only reads
   */
  default void putAll(Collection<Block> blocks) {
    blocks.forEach(this::put);
  }

  /**
   * Stores a block even where one is held: what is there, damaged or not, is replaced. The block
   * itself is no more checked than by {@link #put}.
   *
   * @param block what to store
   * @throws ReadOnlyDatastoreException if the store only reads
   */
  void overwrite(Block block);

  /**
   * Removes a block; where it is not held, nothing happens.
   *
   * @param cid any CID; its multihash decides
   * @throws ReadOnlyDatastoreException if the store only reads
   */
  void delete(Cid cid);

  /**
   * Removes several blocks in as few steps as the store allows.
   *
   * @param cids any CIDs; their multihashes decide
   * @throws ReadOnlyDatastoreException if the store only reads
   */
  default void deleteAll(Collection<Cid> cids) {
    cids.forEach(this::delete);
  }

  /**
   * {@return the multihashes of all blocks, each at least once, in no promised order} The listing
   * completes or throws. The caller closes it.
   */
  CloseableIterator<Multihash> list();

  /** Makes the writes that had returned before this call survive loss of power. */
  void sync();

  /**
   * {@return this store as one that can do more, as {@link
   * dev.cairn.datastore.Datastore#capability(Class)} does}
   *
   * @param <T> the interface asked for
   * @param ability the interface asked for
   */
  default <T> Optional<T> capability(Class<T> ability) {
    return ability.isInstance(this) ? Optional.of(ability.cast(this)) : Optional.empty();
  }

  /** Closes the store and all that it handed out. Idempotent. */
  @Override
  void close();
}
