package dev.cairn.car;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.engine.GuardedIterator;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import org.jspecify.annotations.Nullable;

/** The multihashes of an archive in its order, each at the place where the index has it. */
final class CarListing extends GuardedIterator<Multihash> {

  private final CarSkim skim;
  private final CarIndex index;
  private int shown;

  /**
   * Begins a listing.
   *
   * @param skim owned by the listing, at the first section
   */
  CarListing(Lifecycle lifecycle, CarSkim skim, CarIndex index) {
    super(lifecycle);
    this.skim = skim;
    this.index = index;
  }

  @Override
  protected @Nullable Multihash advance() {
    for (CarSkim.Stop stop = skim.next(); stop != null; stop = skim.next()) {
      if (!stop.multihash().isIdentity() && isAtItsPlace(stop)) {
        shown++;
        return stop.multihash();
      }
    }
    if (shown != index.size()) {
      throw new CorruptDataException(
          "%s has blocks elsewhere than when it was opened: put the file back, or open it again"
              .formatted(skim.name()));
    }
    return null;
  }

  private boolean isAtItsPlace(CarSkim.Stop stop) {
    int slot = index.first(index.fingerprint(stop.multihash()));
    while (slot >= 0 && index.offset(slot) != stop.offset()) {
      slot = index.next(slot);
    }
    return slot >= 0;
  }

  @Override
  protected long bytesOf(Multihash multihash) {
    return multihash.size();
  }

  @Override
  protected void release() {
    skim.close();
  }
}
