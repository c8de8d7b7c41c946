package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.mount.Location.Depth;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Several blockstores as one: a writable cache, the first mount, and behind it any number of aux
 * stores that are only read, each under a name.
 *
 * <p><b>Reads</b> ask the mounts in order; the first that succeeds answers, and mounts that fail or
 * hold a damaged copy are passed over. A block is absent only where every mount says so; where none
 * has it and one failed, the first failure is thrown, with the others suppressed and the mount's
 * name in the message. Blocks from an aux are always checked; whether those of the cache are is the
 * cache's own {@link Verification}. A bad copy in the cache is replaced, and blocks of an aux are
 * copied into the cache, as the {@linkplain MultiBlockstoreOptions options} say: by default, never.
 *
 * <p><b>Writes</b> go to the cache alone, and {@link #sync()} syncs the cache alone. A put writes
 * nothing where a {@linkplain Trust#TRUSTED trusted} aux holds the block, and what the cache's own
 * put does where the cache holds it; {@link #overwrite} always writes. After {@link #delete} a
 * block may still be there, in an aux; {@link #remove} tells. An aux that was declared {@linkplain
 * AuxStore#writable() writable} is changed through its own {@link #mount} alone.
 *
 * <p><b>Listings</b> show the blocks of the cache and then of each aux what no mount before it has;
 * that is asked for each block, so nothing is remembered. (A block that is written past this store,
 * by {@link #firstMount()} or otherwise, while a listing runs and that an aux holds too may be left
 * out of it.)
 *
 * <p><b>Mounts that fail</b> several times in a row are not asked for a while ({@link
 * BreakerPolicy}); meanwhile a block that no other mount has is neither there nor absent: {@link
 * MountUnavailableException} is thrown. The cache is always asked.
 *
 * <p><b>Mounts come and go</b> while others read: reads and listings that have begun go on with the
 * mounts there were, and a mount that is taken away is closed when the last of them has ended.
 *
 * <p>Identity CIDs hold their block themselves and are answered here, once, without any mount; they
 * are held to the same limit as in {@link DatastoreBlockstore}.
 */
public final class MultiBlockstore implements Blockstore {

  private final Lifecycle lifecycle;
  private final LiveMounts live;
  private final MountedStore cache;
  private final WatchedWrites writes = new WatchedWrites();
  private final SpareCopies copies;
  private final UnionReads reads;
  private final Unmounting unmounting;
  private final Upkeep upkeep;

  MultiBlockstore(AuxStore cache, List<AuxStore> aux, MultiBlockstoreOptions options) {
    MountEvents events = new MountEvents(options.listener());
    this.live = new LiveMounts(cache, aux, options, events);
    this.cache = live.cache();
    this.lifecycle = new Lifecycle("the multi-blockstore with the cache '" + cache.name() + "'");
    CacheFills fills = new CacheFills(this.cache, writes, options, events);
    this.copies = new SpareCopies(live);
    this.reads = new UnionReads(live, copies, fills);
    this.unmounting = new Unmounting(lifecycle, live, copies, fills);
    this.upkeep = new Upkeep(lifecycle, live, copies, fills);
  }

  /** {@return a builder without any mount} */
  public static MultiBlockstoreBuilder builder() {
    return new MultiBlockstoreBuilder();
  }

  /** {@return the cache: the store that is written to; it is closed with this one} */
  public Blockstore firstMount() {
    return cache.store();
  }

  /** {@return the names of the mounts in the order of lookup, the cache first} */
  public List<String> mounts() {
    return live.current().names();
  }

  /**
   * {@return the store of one mount, or nothing where there is none of this name}
   *
   * <p>That of an aux reads, and writes only where the aux was declared {@linkplain
   * AuxStore#writable() writable}: else it refuses with {@link
   * dev.cairn.datastore.ReadOnlyDatastoreException}. Nothing of an aux is checked here. Closing it
   * closes no aux; all mounts are closed with this store.
   *
   * @param name the name that it was mounted under
   */
  public Optional<Blockstore> mount(String name) {
    return live.current().find(name).map(mount -> mount.handle(lifecycle, writes));
  }

  /** {@return how each mount is, and how often it has answered, in the order of lookup} */
  public List<MountHealth> health() {
    return live.current().all().stream().map(MountedStore::health).toList();
  }

  /** {@return what its owner does now and then to keep the copies good and few} */
  public Upkeep upkeep() {
    return upkeep;
  }

  /**
   * Mounts a store, to be asked after all others.
   *
   * @param aux the store, owned by this one from now on
   * @throws IllegalArgumentException if the name is taken, or the store is there already; then it
   *     stays the caller's
   */
  public void add(AuxStore aux) {
    during(() -> live.add(aux, null));
  }

  /**
   * Mounts a store, to be asked before another.
   *
   * @param aux the store, owned by this one from now on
   * @param before the name of an aux
   * @throws IllegalArgumentException if the name is taken, if the store is there already, or if
   *     there is no aux {@code before}; then it stays the caller's
   */
  public void add(AuxStore aux, String before) {
    during(() -> live.add(aux, before));
  }

  /**
   * Changes the order of lookup.
   *
   * @param name the name of an aux
   * @param before the name of the aux that it is asked before from now on
   * @throws IllegalArgumentException if there is no aux of one of these names
   */
  public void move(String name, String before) {
    during(() -> live.move(name, before));
  }

  /**
   * Takes a mount away, whatever blocks nobody else has. Its store is closed when the reads and
   * listings that use it have ended.
   *
   * @param name the name of an aux
   * @throws IllegalArgumentException if there is no aux of this name
   */
  public void unmount(String name) {
    during(() -> unmounting.unmount(name));
  }

  /**
   * Takes a mount away unless blocks that must stay were lost with it. Blocks count as held
   * elsewhere where another mount has a copy whose hash is right. While this looks, no put is
   * elided by the mount, and no removal counts on it.
   *
   * @param name the name of an aux
   * @param kept the blocks that must stay, such as those that are pinned; one that is in no mount
   *     is passed over
   * @param stranded what to do with those that only this mount has
   * @return how many blocks were copied into the cache
   * @throws IllegalArgumentException if there is no aux of this name
   * @throws IllegalStateException if it is being taken away by somebody else
   * @throws StrandedBlocksException if some are there alone, and {@link Stranded#REFUSE} was asked
   * @throws dev.cairn.datastore.DatastoreException if the mount cannot say what it has, or the
   *     cache cannot be written; the mount stays
   */
  public long unmount(String name, Iterator<Multihash> kept, Stranded stranded) {
    lifecycle.enter();
    try {
      return unmounting.unmount(name, kept, stranded);
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * {@return those blocks that would be lost if a mount were taken away} Changes nothing; the
   * caller closes it.
   *
   * @param name the name of an aux
   * @param kept the blocks that must stay, read as the listing goes on
   * @throws IllegalArgumentException if there is no aux of this name
   */
  public CloseableIterator<Multihash> stranded(String name, Iterator<Multihash> kept) {
    lifecycle.enter();
    try {
      MountedStore mount = live.current().getAux(name);
      mount.requireUse();
      return new StrandedListing(lifecycle, unmounting, mount, kept);
    } finally {
      lifecycle.exit();
    }
  }

  private void during(Runnable call) {
    lifecycle.enter();
    try {
      call.run();
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * {@return what each mount has of a block, in the order of lookup, one location a mount}
   *
   * <p>The block is read from every mount and its hash checked; no failure of a mount is thrown. An
   * identity CID lies in none.
   *
   * @param cid the block
   * @throws dev.cairn.datastore.DatastoreClosedException if this store is closed
   */
  public List<Location> locate(Cid cid) {
    return locate(cid, Depth.HASH);
  }

  /**
   * {@return what each mount has of a block, in the order of lookup, one location a mount}
   *
   * <p>No failure of a mount is thrown. An identity CID lies in none.
   *
   * @param cid the block
   * @param depth how closely to look
   * @throws dev.cairn.datastore.DatastoreClosedException if this store is closed
   */
  public List<Location> locate(Cid cid, Depth depth) {
    lifecycle.enter();
    try {
      MountList mounts = live.current();
      return IdentityBlocks.include(cid)
          ? mounts.names().stream().map(Location::absent).toList()
          : Locations.of(mounts.all(), cid, depth);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public Optional<Block> get(Cid cid) {
    lifecycle.enter();
    try {
      return IdentityBlocks.include(cid) ? Optional.of(IdentityBlocks.block(cid)) : reads.get(cid);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    lifecycle.enter();
    try {
      return IdentityBlocks.include(cid)
          ? Optional.of(reader.apply(IdentityBlocks.block(cid).buffer()))
          : reads.view(cid, reader);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public boolean has(Cid cid) {
    lifecycle.enter();
    try {
      return IdentityBlocks.include(cid) || reads.has(cid);
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
          : reads.size(cid);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void put(Block block) {
    lifecycle.enter();
    try {
      writes.announce(List.of(block));
      if (!IdentityBlocks.include(block.cid()) && !isElided(block)) {
        write(List.of(block), () -> "put " + block.cid(), () -> cache.store().put(block));
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    lifecycle.enter();
    try {
      writes.announce(blocks);
      List<Block> wanted =
          blocks.stream()
              .filter(block -> !IdentityBlocks.include(block.cid()) && !isElided(block))
              .toList();
      if (!wanted.isEmpty()) {
        write(wanted, () -> "put " + wanted.size() + " blocks", () -> cache.store().putAll(wanted));
      }
    } finally {
      lifecycle.exit();
    }
  }

  private void write(List<Block> blocks, Supplier<String> attempt, Runnable writing) {
    List<Multihash> multihashes = blocks.stream().map(block -> block.cid().multihash()).toList();
    writes.run(multihashes, () -> cache.run(attempt, writing));
  }

  /**
   * Tells an observer of all blocks that are put from now on, elided puts included, before anybody
   * looks for them; of those that are put past this store, by {@link #firstMount()} or otherwise,
   * nobody is told.
   *
   * @param observer the one that is told; there is room for one
   * @throws IllegalStateException if there is another
   */
  public void observePuts(PutObserver observer) {
    during(() -> writes.observe(observer));
  }

  /**
   * Ends to tell an observer; where it is not told anyway, nothing happens.
   *
   * @param observer the one that was told
   */
  public void stopObservingPuts(PutObserver observer) {
    writes.stopObserving(observer);
  }

  /** What the cache holds is left to its own put. */
  private boolean isElided(Block block) {
    List<MountedStore> trusted = live.current().trusted();
    if (trusted.isEmpty() || cacheHas(block.cid())) {
      return false;
    }
    for (MountedStore mount : trusted) {
      if (mount.surelyHas(block.cid()) && mount.elidesPuts()) {
        mount.tally().elided();
        return true;
      }
    }
    return false;
  }

  private boolean cacheHas(Cid cid) {
    try {
      return cache.store().has(cid);
    } catch (RuntimeException e) {
      throw cache.failed("look for " + cid, e);
    }
  }

  /** Writes the block to the cache, whatever the cache and the others hold. */
  @Override
  public void overwrite(Block block) {
    lifecycle.enter();
    try {
      writes.announce(List.of(block));
      if (!IdentityBlocks.include(block.cid())) {
        write(
            List.of(block), () -> "overwrite " + block.cid(), () -> cache.store().overwrite(block));
      }
    } finally {
      lifecycle.exit();
    }
  }

  /** Deletes the block from the cache. It may still be in an aux; {@link #remove} tells. */
  @Override
  public void delete(Cid cid) {
    lifecycle.enter();
    try {
      deleteFromCache(cid);
    } finally {
      lifecycle.exit();
    }
  }

  private void deleteFromCache(Cid cid) {
    if (!IdentityBlocks.include(cid)) {
      cache.run(() -> "delete " + cid, () -> cache.store().delete(cid));
    }
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    lifecycle.enter();
    try {
      List<Cid> held = cids.stream().filter(cid -> !IdentityBlocks.include(cid)).toList();
      if (!held.isEmpty()) {
        cache.run(() -> "delete " + held.size() + " blocks", () -> cache.store().deleteAll(held));
      }
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * Deletes the block from the cache and asks the aux whether they have it. Of two that remove a
   * block at once, both may be told that it was there.
   *
   * @param cid any CID; its multihash decides; one of an identity hash is in no mount
   * @return what became of the block
   * @throws dev.cairn.datastore.DatastoreException if the cache fails; that an aux does is told in
   *     the answer
   */
  public Removal remove(Cid cid) {
    lifecycle.enter();
    try {
      if (IdentityBlocks.include(cid)) {
        return Removal.of(false, List.of());
      }
      boolean cached = cacheHas(cid);
      deleteFromCache(cid);
      return removal(cached, cid);
    } finally {
      lifecycle.exit();
    }
  }

  private Removal removal(boolean cached, Cid cid) {
    return Removal.of(
        cached,
        live.current().aux().stream().map(aux -> aux.locate(cid, Depth.EXISTENCE)).toList());
  }

  @Override
  public CloseableIterator<Multihash> list() {
    lifecycle.enter();
    try {
      return new UnionListing(lifecycle, live.acquire().all(), writes, copies);
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * {@return what each mount lists, one mount behind the other, in the order of lookup: a block
   * that lies in several, as often} The listing completes or throws. The caller closes it.
   */
  public CloseableIterator<BlockCopy> listCopies() {
    lifecycle.enter();
    try {
      return new CopyListing(lifecycle, live.acquire().all());
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void sync() {
    during(() -> cache.run(() -> "sync", () -> cache.store().sync()));
  }

  /** Closes every mount, whichever fail. */
  @Override
  public void close() {
    lifecycle.close(live::close);
  }

  /** {@return the names of the mounts} */
  @Override
  public String toString() {
    return "blocks of " + mounts();
  }
}
