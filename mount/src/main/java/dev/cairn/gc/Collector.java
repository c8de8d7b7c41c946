package dev.cairn.gc;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.Removal;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Deletes what no pin keeps: marks through all mounts of a {@link MultiBlockstore}, and sweeps the
 * first alone.
 *
 * <p><b>Roots</b> are the {@linkplain Pins pins}; what lies at {@code /local/filesroot} in their
 * datastore, where Kubo keeps the root of its files, and further roots that the caller names, both
 * as far as their blocks are there. Where the datastore holds pins of another program, nothing is
 * deleted at all: {@link ForeignPinsException}.
 *
 * <p><b>Marking</b> is exact. Nodes are read from whichever mount has a good copy and checked
 * against their hash; raw leaves are never read. Whatever goes wrong is reported, the marking goes
 * on to report the rest, and nothing is deleted: {@link CollectionAbortedException}. A block that
 * cannot be deleted does not stop the sweep; the {@link CollectionReport} tells.
 *
 * <p><b>Readers</b> never wait, and neither do <b>writers</b>, but one that puts a block in the
 * very moment in which it is deleted. What is put, and what is pinned, while a collection runs
 * stays; see {@link Locker} for what a writer owes.
 *
 * <p><b>Memory.</b> At most 48 bytes of heap for a block that is reached, by a sha2-256 of 32
 * bytes, and what one path through the graph takes.
 *
 * <p><b>Grace.</b> With a grace period, blocks that were put lately stay even where no pin keeps
 * them. When a block was put is remembered in memory: after a start, all blocks count as put at the
 * start, so the first period deletes nothing.
 *
 * <p>A collection or removal runs at a time; others wait. Any number of threads may call.
 */
public final class Collector implements AutoCloseable {

  private final Pins pins;
  private final MultiBlockstore blocks;
  private final Lifecycle lifecycle;
  private final Optional<FreshBlocks> freshBlocks;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Collector(Pins pins, Optional<FreshBlocks> freshBlocks) {
    this.pins = pins;
    this.blocks = pins.blocks();
    this.lifecycle = pins.lifecycle();
    this.freshBlocks = freshBlocks;
  }

  /**
   * {@return a collector without a grace period}
   *
   * @param pins what is kept; they stay open when the collector is closed
   */
  public static Collector of(Pins pins) {
    return new Collector(pins, Optional.empty());
  }

  /**
   * {@return a collector that leaves fresh blocks alone}
   *
   * @param pins what is kept; they stay open when the collector is closed
   * @param grace for how long a block stays at least from its last put; more than nothing
   * @param clock tells the time
   * @throws IllegalArgumentException if the period is zero or negative
   * @throws IllegalStateException if another collector of these pins has a grace period
   */
  public static Collector of(Pins pins, Duration grace, Clock clock) {
    if (grace.isZero() || grace.isNegative()) {
      throw new IllegalArgumentException("a grace period is longer than " + grace);
    }
    FreshBlocks freshBlocks = new FreshBlocks(grace, clock);
    pins.locker().remember(freshBlocks);
    return new Collector(pins, Optional.of(freshBlocks));
  }

  /**
   * {@return what was done, after deleting from the first mount what nothing keeps}
   *
   * <p>Whoever holds a {@link Token} closes it before: the collection would wait for it.
   *
   * @param options how
   * @throws CollectionAbortedException if something could not be followed; nothing was deleted
   * @throws ForeignPinsException if another program has pins here; nothing was deleted
   * @throws CancelledException if it was cancelled; what was deleted by then is gone
   */
  public CollectionReport collect(CollectionOptions options) {
    return whileOpen(
        () -> {
          options.reclaimed().ifPresent(Collector::requireReclaimable);
          CancellationToken cancellation = options.cancellation().or(this::isClosed);
          CollectionReport report = markAndSweep(options, cancellation);
          if (!report.dryRun() && report.swept() > 0 && options.reclaimed().isPresent()) {
            options.listener().began(CollectionPhase.RECLAIMING);
            reclaim(options.reclaimed().get());
          }
          return report;
        });
  }

  private CollectionReport markAndSweep(CollectionOptions options, CancellationToken cancellation) {
    options.listener().began(CollectionPhase.WAITING);
    long start = System.nanoTime();
    try (Epoch epoch = pins.locker().begin("the collection of " + blocks, cancellation)) {
      final Duration waited = Duration.ofNanos(System.nanoTime() - start);
      ForeignPinsException.check(pins.store());
      options.listener().began(CollectionPhase.MARKING);
      new Marking(pins, epoch.marks(), options, cancellation).run();
      options.listener().began(CollectionPhase.SWEEPING);
      Sweep sweep = new Sweep(blocks, epoch, this::isFresh, options, cancellation);
      sweep.run();
      return new CollectionReport(
          options.isDryRun(),
          epoch.marks().size(),
          sweep.kept(),
          sweep.fresh(),
          sweep.swept(),
          sweep.sweptBytes(),
          sweep.failureCount(),
          sweep.failures(),
          waited,
          Duration.ofNanos(epoch.blockedNanos()),
          epoch.marks().heapBytes());
    }
  }

  private boolean isFresh(Multihash block) {
    return freshBlocks.isPresent() && freshBlocks.get().isFresh(block);
  }

  private static void requireReclaimable(Datastore store) {
    if (store.capability(GarbageCollection.class).isEmpty()
        && store.capability(Compaction.class).isEmpty()) {
      throw new UnsupportedOperationException(
          store + " can neither collect garbage nor compact itself; do not ask it to reclaim room");
    }
  }

  private static void reclaim(Datastore store) {
    Optional<GarbageCollection> own = store.capability(GarbageCollection.class);
    if (own.isPresent()) {
      own.get().collectGarbage();
    } else {
      store.capability(Compaction.class).ifPresent(store2 -> store2.compact(KeyRange.ALL));
    }
  }

  /**
   * {@return what became of the copy of a block in the first mount, which is removed}
   *
   * @param cid any CID of the block
   * @param cancellation ends the wait and the walk
   * @throws PinnedBlockException as {@link #removeBlock(Cid, String, CancellationToken)} does
   */
  public Removal removeBlock(Cid cid, CancellationToken cancellation) {
    return removeBlock(cid, blocks.mounts().get(0), cancellation);
  }

  /**
   * {@return what became of one copy of a block, which is removed}
   *
   * <p>A block that a pin keeps, be it under another codec or by way of other blocks, loses this
   * copy only where another mount has one whose hash is right. The look and the removal are one
   * step: of two that remove the two copies at once, be it by {@link
   * dev.cairn.mount.Upkeep#removeSpareCopy}, the second finds that the first is gone. (That does
   * not hold for {@link Blockstore#delete}, which asks nobody.)
   *
   * @param cid any CID of the block
   * @param mount the name of the mount; one that only reads refuses
   * @param cancellation ends the wait and the walk
   * @throws PinnedBlockException if it is kept, and no other mount has a good copy
   * @throws ForeignPinsException if another program has pins here
   * @throws IllegalArgumentException if there is no such mount
   * @throws dev.cairn.datastore.ReadOnlyDatastoreException if the mount only reads
   * @throws DatastoreException if a pin could not be followed to its end, so that nobody knows
   * @throws CancelledException if it was cancelled
   */
  public Removal removeBlock(Cid cid, String mount, CancellationToken cancellation) {
    return removeBlocks(List.of(cid), mount, cancellation).get(0);
  }

  /**
   * {@return what became of one copy each of some blocks, in their order} Removes them as {@link
   * #removeBlock(Cid, String, CancellationToken)} does, and looks once for what pins keep; where
   * they keep one, none is removed.
   *
   * @param cids any CIDs of the blocks
   * @param mount the name of the mount; one that only reads refuses
   * @param cancellation ends the wait, the walk, and the removal between two blocks
   * @throws PinnedBlockException if one is kept, and no other mount has a good copy; nothing was
   *     removed, but where it was put, or its other copy was taken away, in the very moment
   * @throws ForeignPinsException if another program has pins here
   * @throws IllegalArgumentException if there is no such mount
   * @throws dev.cairn.datastore.ReadOnlyDatastoreException if the mount only reads
   * @throws DatastoreException if a pin could not be followed to its end, so that nobody knows
   * @throws CancelledException if it was cancelled; what was removed by then is gone
   */
  public List<Removal> removeBlocks(
      Collection<Cid> cids, String mount, CancellationToken cancellation) {
    return whileOpen(
        () -> {
          blocks.upkeep().requireWritable(mount);
          CancellationToken stop = cancellation.or(this::isClosed);
          try (Epoch epoch = pins.locker().begin("the removal of " + cids, stop)) {
            ForeignPinsException.check(pins.store());
            return new BlockRemover(pins, epoch, mount, stop).remove(List.copyOf(cids));
          }
        });
  }

  /**
   * Does something else that takes copies of blocks away, such as unmounting an aux, while no
   * collection and no removal runs that counts on those copies, and no pin is written or removed.
   * Pins that are being added look again afterwards for the blocks that they had found.
   *
   * @param work in words, for the messages of others that wait
   * @param cancellation ends the wait for what runs, and for tokens that are open
   * @param action what to do; it must not collect, remove or pin itself, but may list the pins
   * @throws CancelledException if the wait was cancelled
   */
  public void exclusively(String work, CancellationToken cancellation, Runnable action) {
    whileOpen(
        () -> {
          try (Epoch epoch = pins.locker().begin(work, cancellation.or(this::isClosed))) {
            pins.takeAway(action);
            return epoch;
          }
        });
  }

  private <R> R whileOpen(Supplier<R> work) {
    lifecycle.enter();
    try {
      requireOpen();
      return work.get();
    } catch (CancelledException e) {
      requireOpen();
      throw lifecycle.isClosed() ? lifecycle.closedException() : e;
    } finally {
      lifecycle.exit();
    }
  }

  private boolean isClosed() {
    return closed.get() || lifecycle.isClosed();
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new dev.cairn.datastore.DatastoreClosedException(
          "the collector of " + blocks + " is closed; open another to use it");
    }
  }

  /** Stops what runs at its next step. The pins stay open. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      freshBlocks.ifPresent(pins.locker()::forget);
    }
  }

  /** {@return what is collected} */
  @Override
  public String toString() {
    return "collector of " + blocks;
  }
}
