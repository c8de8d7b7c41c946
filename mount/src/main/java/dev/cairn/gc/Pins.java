package dev.cairn.gc;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.GuardedIterator;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.PutObserver;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which blocks are kept. The pins lie in a datastore below {@code /cairn/pins}; the blocks lie in a
 * {@link MultiBlockstore}, and a pin may keep blocks of any of its mounts.
 *
 * <p>Pins are found by multihash: a block that is pinned as dag-pb is pinned whatever codec the CID
 * has that asks. The codec is remembered all the same, since a recursive pin keeps what the block
 * links to when it is read by it.
 *
 * <p><b>Adding</b> a recursive pin walks over all that it reaches, through all mounts, and refuses
 * where something is missing. Raw leaves are looked for and not read; what is read is checked
 * against its hash. The blocks of the first mount are synced, then the pin is written and synced:
 * when the call returns, the pin and what was put before it survive loss of power. Adding a pin
 * never waits for a collection; only while something {@linkplain Collector#exclusively takes blocks
 * away}, such as a mount, no pin is written, and what was found before is looked for again.
 *
 * <p><b>A damaged record</b> stops collections and listings. It is mended by pinning the block
 * again recursively, or by unpinning it; either takes its place unread.
 *
 * <p><b>Listings</b> show the pins of the moment in which they began, as far as the datastore below
 * does; a slow reader of one keeps nobody from adding pins.
 *
 * <p>There is one of these for a multi-blockstore at a time. It borrows both stores: closing it
 * leaves them open. Any number of threads may call at once.
 */
public final class Pins implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Pins.class);

  private final Datastore store;
  private final MultiBlockstore blocks;
  private final CheckedReads reads;
  private final BlockLinks links;
  private final Lifecycle lifecycle;
  private final Locker locker;
  private final PutObserver observer;

  /** Held while a record is read and written back. */
  private final ReentrantLock records = new ReentrantLock();

  /** How often blocks may have been taken away that the walk of a new pin has met before. */
  private final AtomicLong departures = new AtomicLong();

  private Pins(Datastore store, MultiBlockstore blocks, BlockLinks links) {
    this.store = store;
    this.blocks = blocks;
    this.reads = new CheckedReads(blocks);
    this.links = links;
    this.lifecycle = new Lifecycle("the pins in " + store);
    this.locker = new Locker(lifecycle);
    this.observer = locker::beforePut;
  }

  /**
   * {@return the pins in a datastore}
   *
   * @param store where they lie; it stays open when the pins are closed
   * @param blocks what they keep, which from now on tells of every put; it stays open as well
   * @param links which blocks a block links to
   * @throws IllegalStateException if there are open pins for these blocks already
   */
  public static Pins on(Datastore store, MultiBlockstore blocks, BlockLinks links) {
    Pins pins = new Pins(store, blocks, links);
    blocks.observePuts(pins.observer);
    return pins;
  }

  /**
   * {@return whether a datastore says of any blocks that they are kept: by pins of Cairn or of
   * Kubo, or by Kubo's root of files} Somebody who opens the blocks in it and not the pins asks
   * before deleting.
   *
   * @param store where a repository has its blocks and what keeps them
   */
  public static boolean areIn(Datastore store) {
    return Datastores.existsUnder(store, PinFormat.PINS)
        || ForeignPinsException.areIn(store)
        || store.has(Marking.FILES_ROOT);
  }

  /** {@return what lets collections run beside writers} */
  public Locker locker() {
    return locker;
  }

  /**
   * Pins a block and all that it reaches, without a name.
   *
   * @param cid the block
   * @return the pin as it is now
   * @throws IncompleteDagException if something is missing, or cannot be followed
   */
  public Pin add(Cid cid) {
    return add(cid, PinOptions.recursive());
  }

  /**
   * Pins a block. Where it is pinned directly, a recursive pin takes the place of that; where it is
   * pinned under another codec, the pin remembers both.
   *
   * @param cid the block
   * @param options how
   * @return the pin as it is now
   * @throws IncompleteDagException if something is missing, or cannot be followed
   * @throws IllegalStateException if it is to be pinned directly and is pinned recursively, or if
   *     the token is closed or of another locker
   * @throws CancelledException if the walk was cancelled
   */
  public Pin add(Cid cid, PinOptions options) {
    return prepared(cid, options, () -> record(cid, options));
  }

  /**
   * Pins one block recursively and unpins another, in this order; where the datastore has atomic
   * batches, both or neither. The new pin has the name of the old one, but for a name given.
   *
   * @param from what is pinned recursively now
   * @param to what is to be pinned instead
   * @param options how
   * @return the new pin
   * @throws IllegalArgumentException if the options are those of a direct pin
   * @throws IllegalStateException if {@code from} is not pinned recursively
   * @throws IncompleteDagException if something is missing, or cannot be followed
   * @throws CancelledException if the walk was cancelled
   */
  public Pin update(Cid from, Cid to, PinOptions options) {
    if (options.mode() != PinMode.RECURSIVE) {
      throw new IllegalArgumentException(
          "a recursive pin takes the place of " + from + "; use PinOptions.recursive()");
    }
    requireRecursive(from);
    return prepared(to, options, () -> replace(from, to, options));
  }

  /** Makes sure of the blocks under a token, syncs them, and then writes the pin and syncs it. */
  private Pin prepared(Cid cid, PinOptions options, Supplier<Pin> recording) {
    lifecycle.enter();
    try (Token own = options.token().isPresent() ? null : locker.open("the pin of " + cid)) {
      options.token().ifPresent(this::requireOpen);
      if (options.mode() == PinMode.DIRECT) {
        requireNotRecursive(find(cid.multihash()), cid);
      }
      CancellationToken cancellation = options.cancellation().or(lifecycle::isClosed);
      @Nullable Pin pin = null;
      while (pin == null) {
        long before = departures.get();
        makeSure(cid, options, cancellation);
        pin = recorded(before, recording);
      }
      store.sync(PinFormat.PINS);
      return pin;
    } finally {
      lifecycle.exit();
    }
  }

  private void makeSure(Cid cid, PinOptions options, CancellationToken cancellation) {
    try {
      requireWhole(cid, options, cancellation);
      blocks.sync();
      cancellation.check("pin " + cid);
    } catch (CancelledException e) {
      throw lifecycle.isClosed() ? lifecycle.closedException() : e;
    }
  }

  /** Writes a pin, but for {@code null} where blocks may have been taken away meanwhile. */
  private @Nullable Pin recorded(long departuresBefore, Supplier<Pin> recording) {
    records.lock();
    try {
      return departures.get() == departuresBefore ? recording.get() : null;
    } finally {
      records.unlock();
    }
  }

  /** Takes blocks away while no pin is written; new pins look again for what they have found. */
  void takeAway(Runnable action) {
    records.lock();
    try {
      action.run();
    } finally {
      departures.incrementAndGet();
      records.unlock();
    }
  }

  private void requireOpen(Token token) {
    if (token.locker() != locker || !token.isOpen()) {
      throw new IllegalStateException(
          token + " cannot cover this: it is closed, or was opened for other pins; open one here");
    }
  }

  private void requireWhole(Cid cid, PinOptions options, CancellationToken cancellation) {
    WholeDag whole = new WholeDag(options.progress());
    BlockLinks followed =
        options.mode() == PinMode.RECURSIVE ? links : BlockLinks.of(any -> true, links::of);
    new DagWalk(reads, followed, new BlockSet(), whole, cancellation).from(cid);
    if (!whole.failures.isEmpty()) {
      throw new IncompleteDagException(cid, whole.failures);
    }
  }

  /** Keeps what the walk of a new pin meets, and finds out whether all is there. */
  private final class WholeDag implements DagWalk.Observer {
    final WalkFailures failures = new WalkFailures();
    private final java.util.function.LongConsumer progress;
    private long visited;

    WholeDag(java.util.function.LongConsumer progress) {
      this.progress = progress;
    }

    @Override
    public boolean reached(Cid cid) {
      locker.keep(List.of(cid.multihash()));
      progress.accept(++visited);
      return true;
    }

    @Override
    public Optional<WalkFailure.Kind> checkLeaf(Cid cid) {
      return reads.has(cid) ? Optional.empty() : Optional.of(WalkFailure.Kind.MISSING);
    }

    @Override
    public void failed(WalkFailure failure) {
      failures.add(failure);
    }
  }

  private Pin record(Cid cid, PinOptions options) {
    Optional<Pin> earlier;
    if (options.mode() == PinMode.DIRECT) {
      earlier = find(cid.multihash());
      requireNotRecursive(earlier, cid);
    } else {
      earlier = findReadable(cid.multihash());
    }
    Pin pin = merged(earlier.orElse(null), cid, options);
    store.put(PinFormat.keyOf(cid.multihash()), PinFormat.write(pin));
    return pin;
  }

  private Pin replace(Cid from, Cid to, PinOptions options) {
    Pin old = requireRecursive(from);
    boolean isSame = old.multihash().equals(to.multihash());
    Pin pin = merged(isSame ? old : findReadable(to.multihash()).orElse(null), to, options);
    Pin named = new Pin(pin.cids(), PinMode.RECURSIVE, options.name().or(old::name).or(pin::name));
    List<Multihash> removed = isSame ? List.of() : List.of(old.multihash());
    write(named, removed);
    return named;
  }

  private void write(Pin pin, List<Multihash> removed) {
    Optional<Batching> batching = store.capability(Batching.class);
    if (batching.isPresent()) {
      try (Batch batch = batching.get().batch()) {
        if (batch.atomic()) {
          batch.put(PinFormat.keyOf(pin.multihash()), PinFormat.write(pin));
          removed.forEach(multihash -> batch.delete(PinFormat.keyOf(multihash)));
          batch.commit();
          return;
        }
      }
    }
    store.put(PinFormat.keyOf(pin.multihash()), PinFormat.write(pin));
    store.sync(PinFormat.PINS);
    removed.forEach(multihash -> store.delete(PinFormat.keyOf(multihash)));
  }

  private static Pin merged(@Nullable Pin earlier, Cid cid, PinOptions options) {
    if (earlier == null) {
      return new Pin(List.of(cid), options.mode(), options.name());
    }
    List<Cid> cids = new ArrayList<>(earlier.cids());
    if (cids.stream().noneMatch(known -> known.codec() == cid.codec())) {
      cids.add(cid);
    }
    boolean wasWalked = earlier.mode() == PinMode.RECURSIVE;
    return new Pin(
        wasWalked || options.mode() == PinMode.DIRECT ? cids : List.of(cid),
        options.mode(),
        options.name().or(earlier::name));
  }

  private static void requireNotRecursive(Optional<Pin> pin, Cid cid) {
    if (pin.isPresent() && pin.get().mode() == PinMode.RECURSIVE) {
      throw new IllegalStateException(
          cid + " is pinned recursively, which keeps more than a direct pin; unpin it first");
    }
  }

  private Pin requireRecursive(Cid cid) {
    return get(cid)
        .filter(pin -> pin.mode() == PinMode.RECURSIVE)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    cid + " is not pinned recursively, so no other can take its place; add a pin"));
  }

  /**
   * Unpins a block; its blocks stay until the next collection.
   *
   * @param cid any CID of it: the whole pin goes, whatever codecs it was added under
   * @return the pin that was there, or nothing where there was none; where its record could not be
   *     read, a recursive pin of this CID without a name
   */
  public Optional<Pin> remove(Cid cid) {
    lifecycle.enter();
    try {
      Optional<Pin> removed;
      records.lock();
      try {
        Key key = PinFormat.keyOf(cid.multihash());
        removed = store.get(key).map(value -> readOrStandIn(key, value, cid));
        if (removed.isPresent()) {
          store.delete(key);
        }
      } finally {
        records.unlock();
      }
      store.sync(PinFormat.PINS);
      return removed;
    } finally {
      lifecycle.exit();
    }
  }

  private static Pin readOrStandIn(Key key, byte[] value, Cid cid) {
    try {
      return PinFormat.read(key, value);
    } catch (CorruptDataException e) {
      return new Pin(List.of(cid), PinMode.RECURSIVE, Optional.empty());
    }
  }

  /**
   * {@return the pin of a block itself, or nothing where it has none} Whether it is kept by the pin
   * of another is what {@link #whyKept} tells.
   *
   * @param cid any CID of the block
   */
  public Optional<Pin> get(Cid cid) {
    lifecycle.enter();
    try {
      return find(cid.multihash());
    } finally {
      lifecycle.exit();
    }
  }

  private Optional<Pin> find(Multihash multihash) {
    Key key = PinFormat.keyOf(multihash);
    return store.get(key).map(value -> PinFormat.read(key, value));
  }

  /** For a new recursive pin, which keeps no less than whatever a damaged record has kept. */
  private Optional<Pin> findReadable(Multihash multihash) {
    try {
      return find(multihash);
    } catch (CorruptDataException e) {
      log.warn("{}; the new pin takes its place", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * {@return all pins, in the order of their keys where the datastore lists in order; the caller
   * closes the listing}
   *
   * <p>It throws {@link dev.cairn.datastore.CorruptDataException} where it meets a record that it
   * cannot read.
   */
  public CloseableIterator<Pin> list() {
    lifecycle.enter();
    try {
      return new Listing(lifecycle, store.query(Query.below(PinFormat.PINS)));
    } finally {
      lifecycle.exit();
    }
  }

  private static final class Listing extends GuardedIterator<Pin> {
    private final Results results;

    Listing(Lifecycle lifecycle, Results results) {
      super(lifecycle);
      this.results = results;
    }

    @Override
    protected @Nullable Pin advance() {
      if (!results.hasNext()) {
        return null;
      }
      Entry entry = results.next();
      return PinFormat.read(entry.key(), entry.value());
    }

    @Override
    protected void release() {
      results.close();
    }
  }

  /**
   * {@return the blocks that the pins keep, indirectly or not, each at least once; the caller
   * closes the listing} Walks while it is read, and reads no leaves.
   *
   * <p>It throws a {@link dev.cairn.datastore.DatastoreException} where a block cannot be followed:
   * what lies behind it is not known.
   *
   * @param cancellation ends the walk
   */
  public CloseableIterator<Multihash> listKept(CancellationToken cancellation) {
    lifecycle.enter();
    try {
      return KeptListing.of(this, cancellation);
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * {@return why a block is kept, or nothing where no pin keeps it} Asks for the block's own pin
   * first, then walks over one recursive pin after the other; that may take long.
   *
   * @param cid any CID of the block
   * @param cancellation ends the walk
   * @throws dev.cairn.datastore.DatastoreException if no pin was found that keeps it, and one could
   *     not be followed to its end, be it for a block that is missing, so that nobody knows
   * @throws CancelledException if the walk was cancelled
   */
  public Optional<KeepReason> whyKept(Cid cid, CancellationToken cancellation) {
    lifecycle.enter();
    try {
      return whyAnyKept(List.of(cid), cancellation);
    } finally {
      lifecycle.exit();
    }
  }

  /** Returns why the first is kept of some blocks that is met; its path ends in that block. */
  Optional<KeepReason> whyAnyKept(Collection<Cid> cids, CancellationToken cancellation) {
    Set<Multihash> wanted = new LinkedHashSet<>();
    for (Cid cid : cids) {
      Optional<Pin> own = find(cid.multihash());
      if (own.isPresent()) {
        return own.map(pin -> new KeepReason(pin, List.of(pin.cid())));
      }
      wanted.add(cid.multihash());
    }
    return wanted.isEmpty()
        ? Optional.empty()
        : PinSearch.of(this, wanted, cancellation.or(lifecycle::isClosed)).run();
  }

  /**
   * {@return whether a block is there; if so, a collection that runs leaves it} For writers that
   * hold a token and build on blocks that they found rather than put: where the answer is true, the
   * block stays at least until the token is closed, but for its explicit removal.
   *
   * @param token open, of this locker
   * @param cid the block; what it links to has to be asked for as well
   * @throws IllegalStateException if the token is closed or of another locker
   */
  public boolean keep(Token token, Cid cid) {
    lifecycle.enter();
    try {
      requireOpen(token);
      locker.keep(List.of(cid.multihash()));
      return reads.has(cid);
    } finally {
      lifecycle.exit();
    }
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  Datastore store() {
    return store;
  }

  MultiBlockstore blocks() {
    return blocks;
  }

  /** Returns a walk over the blocks of these pins. */
  DagWalk walk(BlockSet seen, DagWalk.Observer walkObserver, CancellationToken cancellation) {
    return new DagWalk(reads, links, seen, walkObserver, cancellation);
  }

  /** Ends the walks and collections that run, and closes listings. Both stores stay open. */
  @Override
  public void close() {
    lifecycle.close(() -> blocks.stopObservingPuts(observer));
  }

  /** {@return where the pins lie} */
  @Override
  public String toString() {
    return "pins in " + store;
  }
}
