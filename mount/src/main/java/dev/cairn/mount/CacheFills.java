package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies checked blocks of an aux into the cache: in place of bad copies, or to have them at hand.
 * A read never fails on account of that.
 */
final class CacheFills {

  private static final Logger log = LoggerFactory.getLogger(MultiBlockstore.class);

  private final MountedStore cache;
  private final WatchedWrites writes;
  private final MultiBlockstoreOptions options;
  private final MountEvents events;

  /** Where one hit does not decide. */
  private final @Nullable HitCounts hits;

  CacheFills(
      MountedStore cache,
      WatchedWrites writes,
      MultiBlockstoreOptions options,
      MountEvents events) {
    this.cache = cache;
    this.writes = writes;
    this.options = options;
    this.events = events;
    this.hits = options.promotion().hits() > 1 ? new HitCounts() : null;
  }

  /** Returns whether blocks are ever copied into the cache because they were asked for. */
  boolean promotes() {
    return !options.promotion().isNever();
  }

  /**
   * Takes note that the cache did not have a block, or failed, and that {@code source} had it.
   *
   * @param block checked
   * @param failure why the cache did not answer; {@code null} where it does not have the block
   */
  void found(Block block, MountedStore source, @Nullable RuntimeException failure) {
    if (failure == null) {
      promoteIfDue(block, source);
    } else if (options.healing() == Healing.ON_READ && isCurable(failure)) {
      tryTo("heal", block, () -> heal(block, source, failure));
    }
  }

  private static boolean isCurable(RuntimeException failure) {
    return failure instanceof DatastoreException
        && !(failure instanceof DatastoreClosedException)
        && !(failure instanceof ReadOnlyDatastoreException)
        && !(failure instanceof CancelledException);
  }

  /**
   * Replaces a bad copy in the cache.
   *
   * @param block checked
   * @param reason what was wrong with the copy in the cache
   */
  void heal(Block block, MountedStore source, RuntimeException reason) {
    fill(block, () -> cache.store().overwrite(block));
    cache.tally().healed();
    events.healed(block.cid(), source.name(), reason);
  }

  private void promoteIfDue(Block block, MountedStore source) {
    if (isDue(block.cid().multihash())) {
      tryTo("promote", block, () -> promote(block, source));
    }
  }

  private boolean isDue(Multihash multihash) {
    return hits == null ? promotes() : hits.hit(multihash) >= options.promotion().hits();
  }

  private void promote(Block block, MountedStore source) {
    fill(block, () -> cache.store().put(block));
    if (hits != null) {
      hits.forget(block.cid().multihash());
    }
    source.tally().promoted();
    events.promoted(block.cid(), source.name());
  }

  /** Writes a block to the cache, told as any other write. */
  void fill(Block block, Runnable writing) {
    writes.run(
        List.of(block.cid().multihash()), () -> cache.run(() -> "write " + block.cid(), writing));
  }

  private static void tryTo(String verb, Block block, Runnable filling) {
    try {
      filling.run();
    } catch (RuntimeException e) {
      log.warn("could not {} {}: {}", verb, block.cid(), e.getMessage(), e);
    }
  }
}
