package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.blockstore.OrderedListing;
import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.View;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Blocks in a datastore, under the keys that Kubo uses: {@code /blocks/CIQ…}, the multihash in
 * upper-case base32 without padding. CIDs of one multihash name one block, whatever their version
 * and codec.
 *
 * <p><b>Identity CIDs</b> hold their block themselves: they are answered without the datastore, and
 * putting or deleting one does nothing. More than 128 bytes in one are refused by every call with
 * {@link dev.cairn.datastore.UnsupportedKeyException}.
 *
 * <p><b>A put</b> writes nothing where the block is held already; the copy that is there is not
 * looked at. So putting a good block does not repair a damaged one: {@link #overwrite} does. Nor is
 * the block that is put checked; {@link Block#verified} is for that. {@link #putAll} writes what is
 * missing, and {@link #deleteAll} deletes, in one batch where the datastore is {@link Batching},
 * and one by one elsewhere; they are atomic where the batch is.
 *
 * <p><b>Reads</b> are checked if so configured ({@link Verification#ON_READ}); {@link #has} and
 * {@link #size} never look at the bytes. A check whose hash function is not implemented ends in
 * {@link dev.cairn.multiformats.UnsupportedHashException}, which says nothing about the bytes.
 *
 * <p><b>A listing</b> passes over keys below the prefix that are no block's, and logs how many they
 * were. What it shows of blocks that are put or deleted meanwhile is the datastore's choice.
 */
public final class DatastoreBlockstore implements Blockstore, OrderedListing {

  /** Where Kubo keeps blocks. */
  public static final Key BLOCKS = Key.of("/blocks");

  private final Datastore store;
  private final BlockKeys keys;
  private final Verification verification;
  private final Runnable release;
  private final Lifecycle lifecycle;

  private DatastoreBlockstore(
      Datastore store, Key prefix, Verification verification, Runnable release) {
    this.store = store;
    this.keys = new BlockKeys(prefix);
    this.verification = verification;
    this.release = release;
    this.lifecycle = new Lifecycle("the blockstore at " + prefix + " of " + store);
  }

  /**
   * {@return the blocks below {@link #BLOCKS}, read without verification}
   *
   * @param store the datastore, which the blockstore owns: closing the one closes the other
   */
  public static DatastoreBlockstore on(Datastore store) {
    return on(store, BLOCKS);
  }

  /**
   * {@return the blocks below a prefix, read without verification}
   *
   * @param store the datastore, which the blockstore owns: closing the one closes the other
   * @param prefix the key below which the blocks lie; the root for a datastore of blocks alone
   */
  public static DatastoreBlockstore on(Datastore store, Key prefix) {
    return on(store, prefix, Verification.NONE);
  }

  /**
   * {@return the blocks below a prefix}
   *
   * @param store the datastore, which the blockstore owns: closing the one closes the other
   * @param prefix the key below which the blocks lie; the root for a datastore of blocks alone
   * @param verification when the hash of a block is checked
   */
  public static DatastoreBlockstore on(Datastore store, Key prefix, Verification verification) {
    return new DatastoreBlockstore(store, prefix, verification, store::close);
  }

  /**
   * {@return the blocks below a prefix of a datastore that others use too}
   *
   * @param store the datastore, which stays open when the blockstore is closed
   * @param prefix the key below which the blocks lie
   * @param verification when the hash of a block is checked
   */
  public static DatastoreBlockstore borrowing(
      Datastore store, Key prefix, Verification verification) {
    return new DatastoreBlockstore(store, prefix, verification, () -> {});
  }

  @Override
  public Optional<Block> get(Cid cid) {
    lifecycle.enter();
    try {
      if (IdentityBlocks.include(cid)) {
        return Optional.of(IdentityBlocks.block(cid));
      }
      Optional<Block> found = store.get(keyOf(cid)).map(bytes -> Block.wrapUnverified(cid, bytes));
      return verification == Verification.ON_READ ? found.map(Block::verify) : found;
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * {@inheritDoc} Shown where the datastore has it, if that can {@linkplain View show} values, and
   * checked before it is shown, if so configured; the reader must not use the store meanwhile.
   */
  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    lifecycle.enter();
    try {
      if (IdentityBlocks.include(cid)) {
        return Optional.of(reader.apply(IdentityBlocks.block(cid).buffer()));
      }
      Function<ByteBuffer, R> checked = verification.before(cid, reader);
      Optional<View> shown = store.capability(View.class);
      return shown.isPresent()
          ? shown.get().view(keyOf(cid), checked)
          : store
              .get(keyOf(cid))
              .map(bytes -> checked.apply(ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public boolean has(Cid cid) {
    lifecycle.enter();
    try {
      return IdentityBlocks.include(cid) || store.has(keyOf(cid));
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public OptionalLong size(Cid cid) {
    lifecycle.enter();
    try {
      return IdentityBlocks.include(cid)
          ? OptionalLong.of(cid.multihash().digestSize())
          : store.size(keyOf(cid));
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void put(Block block) {
    lifecycle.enter();
    try {
      if (IdentityBlocks.include(block.cid())) {
        return;
      }
      Key key = keyOf(block.cid());
      if (!store.has(key)) {
        store.put(key, block.toBytes());
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    lifecycle.enter();
    try {
      Map<Key, Block> missing = missing(blocks);
      Optional<Batching> batching = batching(missing.size());
      if (batching.isPresent()) {
        putInOneBatch(batching.get(), missing);
      } else {
        missing.forEach((key, block) -> store.put(key, block.toBytes()));
      }
    } finally {
      lifecycle.exit();
    }
  }

  /** Returns the blocks to be written, each multihash once, in the order given. */
  private Map<Key, Block> missing(Collection<Block> blocks) {
    Map<Key, Block> missing = new LinkedHashMap<>();
    for (Block block : blocks) {
      if (!IdentityBlocks.include(block.cid())) {
        missing.putIfAbsent(keyOf(block.cid()), block);
      }
    }
    missing.keySet().removeIf(store::has);
    return missing;
  }

  private static void putInOneBatch(Batching store, Map<Key, Block> blocks) {
    try (Batch batch = store.batch()) {
      blocks.forEach((key, block) -> batch.put(key, block.toBytes()));
      batch.commit();
    }
  }

  @Override
  public void overwrite(Block block) {
    lifecycle.enter();
    try {
      if (!IdentityBlocks.include(block.cid())) {
        store.put(keyOf(block.cid()), block.toBytes());
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void delete(Cid cid) {
    lifecycle.enter();
    try {
      if (!IdentityBlocks.include(cid)) {
        store.delete(keyOf(cid));
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    lifecycle.enter();
    try {
      Set<Key> doomed = new LinkedHashSet<>();
      for (Cid cid : cids) {
        if (!IdentityBlocks.include(cid)) {
          doomed.add(keyOf(cid));
        }
      }
      Optional<Batching> batching = batching(doomed.size());
      if (batching.isPresent()) {
        deleteInOneBatch(batching.get(), doomed);
      } else {
        doomed.forEach(store::delete);
      }
    } finally {
      lifecycle.exit();
    }
  }

  private static void deleteInOneBatch(Batching store, Set<Key> keys) {
    try (Batch batch = store.batch()) {
      keys.forEach(batch::delete);
      batch.commit();
    }
  }

  /** Returns what makes one batch of several writes, where that pays and the datastore can. */
  private Optional<Batching> batching(int writes) {
    return writes > 1 ? store.capability(Batching.class) : Optional.empty();
  }

  @Override
  public CloseableIterator<Multihash> list() {
    lifecycle.enter();
    try {
      return listing(all());
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public CloseableIterator<Multihash> listInOrder() {
    lifecycle.enter();
    try {
      return listing(all().orderedBy(Order.KEY));
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public CloseableIterator<Multihash> listInOrderAfter(Multihash last) {
    lifecycle.enter();
    try {
      return listing(all().startAfter(keys.of(last)));
    } finally {
      lifecycle.exit();
    }
  }

  private Query all() {
    return Query.below(keys.prefix()).keysOnly();
  }

  private CloseableIterator<Multihash> listing(Query query) {
    return new BlockListing(lifecycle, keys, store.query(query));
  }

  @Override
  public void sync() {
    lifecycle.enter();
    try {
      store.sync(keys.prefix());
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void close() {
    lifecycle.close(release);
  }

  private Key keyOf(Cid cid) {
    return keys.of(cid.multihash());
  }

  /** Returns whether the blocks of this store and of {@code other} lie among each other. */
  boolean overlaps(DatastoreBlockstore other) {
    Key mine = keys.prefix();
    Key theirs = other.keys.prefix();
    return store == other.store
        && (mine.equals(theirs) || mine.isAncestorOf(theirs) || theirs.isAncestorOf(mine));
  }

  /** {@return the prefix and the datastore} */
  @Override
  public String toString() {
    return "blocks at " + keys.prefix() + " of " + store;
  }
}
