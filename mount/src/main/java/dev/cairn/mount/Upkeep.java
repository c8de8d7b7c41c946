package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.mount.Location.Depth;
import dev.cairn.mount.Repair.Outcome;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.UnsupportedHashException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a {@link MultiBlockstore} does now and then to keep the copies of blocks good
 * and few. Everything here runs in the calling thread, beside readers and writers, and holds up
 * neither.
 */
public final class Upkeep {

  private final Lifecycle lifecycle;
  private final LiveMounts live;
  private final MountedStore cache;
  private final SpareCopies copies;
  private final CacheFills fills;

  Upkeep(Lifecycle lifecycle, LiveMounts live, SpareCopies copies, CacheFills fills) {
    this.lifecycle = lifecycle;
    this.live = live;
    this.cache = live.cache();
    this.copies = copies;
    this.fills = fills;
  }

  /**
   * {@return what became of the copy of a block in the cache, which is read and checked, and
   * replaced by a good one of an aux if it is damaged or cannot be read}
   *
   * <p>A damaged copy that no other can replace stays as it is.
   *
   * @param cid the block; one of an identity hash is in no cache
   * @throws dev.cairn.datastore.DatastoreException if the good copy cannot be written
   */
  public Repair repair(Cid cid) {
    lifecycle.enter();
    try {
      return IdentityBlocks.include(cid) ? repaired(Outcome.ABSENT, null, null) : repairHeld(cid);
    } finally {
      lifecycle.exit();
    }
  }

  private Repair repairHeld(Cid cid) {
    Location held = cache.locate(cid, Depth.HASH);
    return switch (held.status()) {
      case FOUND -> repaired(Outcome.INTACT, null, null);
      case ABSENT -> repaired(Outcome.ABSENT, null, null);
      case CORRUPT, ERROR -> replace(cid, held.error().orElseThrow());
    };
  }

  private Repair replace(Cid cid, RuntimeException reason) {
    if (reason instanceof UnsupportedHashException) {
      return repaired(Outcome.BEYOND_REPAIR, null, reason);
    }
    for (MountedStore mount : live.current().aux()) {
      try {
        Block good = mount.verified(cid);
        if (good != null) {
          fills.heal(good, mount, reason);
          return repaired(Outcome.REPAIRED, mount.name(), reason);
        }
      } catch (RuntimeException e) {
        reason.addSuppressed(e);
      }
    }
    return repaired(Outcome.BEYOND_REPAIR, null, reason);
  }

  private static Repair repaired(
      Outcome outcome, @Nullable String source, @Nullable RuntimeException reason) {
    return new Repair(outcome, Optional.ofNullable(source), Optional.ofNullable(reason));
  }

  /**
   * {@return what was found by reading the copies of one mount and checking their hashes}
   *
   * @param scrub which mount, how fast, how far
   * @throws IllegalArgumentException if there is no such mount, or if an aux is to be repaired
   * @throws UnsupportedOperationException if a round is to be gone on with, and the store of the
   *     mount lists in no order that stays the same
   * @throws dev.cairn.datastore.DatastoreException if the mount cannot be listed
   */
  public ScrubReport scrub(BlockScrub scrub) {
    MountedStore mount = live.current().get(scrub.mount());
    if (scrub.repairs() && !mount.isCache()) {
      throw new IllegalArgumentException(
          "the mount '%s' cannot be repaired from here: only '%s', the cache, is written to"
              .formatted(mount.name(), cache.name()));
    }
    return using(mount, held -> new ScrubRound(lifecycle, held, scrub, this::repair).run());
  }

  /**
   * {@return what was dropped from the cache: the blocks of which an aux has a copy with the right
   * hash} Each is read there once; nothing is remembered. A mount that is being taken away does not
   * count, nor one that fails.
   *
   * @param token ends it between two blocks
   * @throws dev.cairn.datastore.DatastoreException if the cache fails
   */
  public Eviction evictHeldElsewhere(CancellationToken token) {
    return using(cache, held -> evict(token));
  }

  private Eviction evict(CancellationToken token) {
    long blocks = 0;
    long bytes = 0;
    try (CloseableIterator<Multihash> listing = cache.store().list()) {
      while (!token.isCancelled() && listing.hasNext()) {
        lifecycle.requireOpen();
        Cid cid = Cid.rawOf(listing.next());
        Optional<SpareCopies.Copy> other =
            copies.remove(cache, cid, () -> cache.store().delete(cid));
        if (other.isPresent()) {
          blocks++;
          bytes += other.get().block().size();
        }
      }
    } catch (RuntimeException e) {
      throw cache.failure("evict what is held elsewhere", e);
    }
    return new Eviction(blocks, bytes);
  }

  /**
   * {@return the mount that has another copy with the right hash, on the strength of which one copy
   * was removed; nothing where there is none and all is as it was} Of two that remove the copies of
   * one block at once, one at most succeeds.
   *
   * @param mount the mount whose copy is spare: the cache, or an aux that was declared writable
   * @param cid the block; one of an identity hash is in no mount
   * @throws IllegalArgumentException if there is no such mount
   * @throws ReadOnlyDatastoreException if the mount is only read
   * @throws dev.cairn.datastore.DatastoreException if the mount cannot be written
   */
  public Optional<String> removeSpareCopy(String mount, Cid cid) {
    MountedStore from = writable(mount);
    return using(
        from,
        held ->
            IdentityBlocks.include(cid)
                ? Optional.<String>empty()
                : copies
                    .remove(
                        held,
                        cid,
                        () -> held.run(() -> "delete " + cid, () -> held.store().delete(cid)))
                    .map(copy -> copy.mount().name()));
  }

  /**
   * Makes sure that blocks can be removed from a mount: the cache, or an aux that was declared
   * writable.
   *
   * @param mount its name
   * @throws IllegalArgumentException if there is no such mount
   * @throws ReadOnlyDatastoreException if the mount is only read
   */
  public void requireWritable(String mount) {
    lifecycle.enter();
    try {
      writable(mount);
    } finally {
      lifecycle.exit();
    }
  }

  private MountedStore writable(String mount) {
    MountedStore found = live.current().get(mount);
    if (!found.isWritable()) {
      throw new ReadOnlyDatastoreException(
          "cannot delete from the mount '%s': it is only read; mount it as writable to change it"
              .formatted(mount));
    }
    return found;
  }

  /**
   * {@return another mount that has a copy with the right hash now, and is not being taken away;
   * nothing where there is none} Only {@link #removeSpareCopy} may count on it.
   *
   * @param mount the name of the mount whose copy does not count
   * @param cid the block; one of an identity hash is in no mount
   * @throws IllegalArgumentException if there is no such mount
   */
  public Optional<String> findOtherCopy(String mount, Cid cid) {
    return using(
        live.current().get(mount),
        held ->
            IdentityBlocks.include(cid)
                ? Optional.<String>empty()
                : copies.elsewhere(held, cid).map(copy -> copy.mount().name()));
  }

  /**
   * {@return the blocks that lie in more than one mount, each once} Sizes are compared, and hashes
   * where those differ; a damaged copy is no duplicate. The listing completes or throws. The caller
   * closes it.
   */
  public CloseableIterator<Duplicate> duplicates() {
    lifecycle.enter();
    try {
      List<MountedStore> all = live.acquire().all();
      return new DuplicateListing(lifecycle, all, all);
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * {@return the blocks that lie in both of two mounts, each once, as {@link #duplicates()} does}
   *
   * @param one the name of a mount
   * @param other the name of another mount
   * @throws IllegalArgumentException if there is no such mount, or if both are one
   */
  public CloseableIterator<Duplicate> duplicates(String one, String other) {
    if (one.equals(other)) {
      throw new IllegalArgumentException(
          "'%s' cannot be compared with itself; name two mounts".formatted(one));
    }
    lifecycle.enter();
    try {
      MountList mounts = live.acquire();
      try {
        return new DuplicateListing(
            lifecycle, List.of(mounts.get(one), mounts.get(other)), mounts.all());
      } catch (RuntimeException e) {
        LiveMounts.release(mounts.all());
        throw e;
      }
    } finally {
      lifecycle.exit();
    }
  }

  /** Does something with a mount, which stays open meanwhile. */
  private <R> R using(MountedStore mount, Function<MountedStore, R> use) {
    lifecycle.enter();
    try {
      mount.requireUse();
      try {
        return use.apply(mount);
      } finally {
        mount.endUse();
      }
    } finally {
      lifecycle.exit();
    }
  }
}
