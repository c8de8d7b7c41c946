package dev.cairn.mount;

import dev.cairn.blockstore.OrderedListing;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.mount.Location.Status;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries out a {@link BlockScrub}, and counts. */
final class ScrubRound {

  private final Lifecycle lifecycle;
  private final MountedStore mount;
  private final BlockScrub scrub;
  private final Function<Cid, Repair> repairing;
  private long blocks;
  private long bytes;
  private long corrupt;
  private long unreadable;
  private long repaired;
  private @Nullable Multihash last;

  ScrubRound(
      Lifecycle lifecycle, MountedStore mount, BlockScrub scrub, Function<Cid, Repair> repairing) {
    this.lifecycle = lifecycle;
    this.mount = mount;
    this.scrub = scrub;
    this.repairing = repairing;
    this.last = scrub.after().orElse(null);
  }

  ScrubReport run() {
    boolean complete = false;
    try (CloseableIterator<Multihash> listing = listing()) {
      while (blocks < scrub.limit() && !scrub.cancellation().isCancelled()) {
        lifecycle.requireOpen();
        Multihash next = next(listing);
        if (next == null) {
          complete = true;
          break;
        }
        look(next);
      }
    }
    return new ScrubReport(
        blocks, bytes, corrupt, unreadable, repaired, Optional.ofNullable(last), complete);
  }

  private CloseableIterator<Multihash> listing() {
    try {
      Optional<OrderedListing> ordered = mount.store().capability(OrderedListing.class);
      if (scrub.after().isEmpty()) {
        return ordered.map(OrderedListing::listInOrder).orElseGet(mount.store()::list);
      }
      return ordered
          .orElseThrow(
              () ->
                  new UnsupportedOperationException(
                      "a scrub of the mount '%s' cannot be gone on with: %s lists in no order that "
                              .formatted(mount.name(), mount.store())
                          + "stays the same; begin anew"))
          .listInOrderAfter(scrub.after().get());
    } catch (RuntimeException e) {
      throw mount.failed("list the blocks", e);
    }
  }

  private @Nullable Multihash next(CloseableIterator<Multihash> listing) {
    try {
      return listing.hasNext() ? listing.next() : null;
    } catch (RuntimeException e) {
      throw mount.failed("list the blocks", e);
    }
  }

  private void look(Multihash multihash) {
    Location found = mount.examine(Cid.rawOf(multihash));
    last = multihash;
    blocks++;
    long read = found.size().orElse(0);
    bytes += read;
    if (found.status() == Status.CORRUPT || found.status() == Status.ERROR) {
      tell(multihash, found);
    }
    scrub.pace().spend(read);
  }

  private void tell(Multihash multihash, Location found) {
    if (found.status() == Status.CORRUPT) {
      corrupt++;
    } else {
      unreadable++;
    }
    Optional<Repair> repair =
        scrub.repairs() ? Optional.of(repair(Cid.rawOf(multihash))) : Optional.empty();
    if (repair.isPresent() && isMended(repair.get())) {
      repaired++;
    }
    scrub.findings().accept(new ScrubFinding(multihash, found, repair));
  }

  /** Somebody else may have mended it, or have deleted it, since it was looked at. */
  private static boolean isMended(Repair repair) {
    return repair.outcome() != Repair.Outcome.BEYOND_REPAIR;
  }

  /** A full disk does not end the round. */
  private Repair repair(Cid cid) {
    try {
      return repairing.apply(cid);
    } catch (DatastoreClosedException e) {
      throw e;
    } catch (RuntimeException e) {
      return new Repair(Repair.Outcome.BEYOND_REPAIR, Optional.empty(), Optional.of(e));
    }
  }
}
