package dev.cairn.gc;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a recursive pin that reaches one of some blocks. Parts that pins share are walked over
 * once.
 */
final class PinSearch implements DagWalk.Observer {

  private final Pins pins;
  private final Set<Multihash> wanted;
  private final WalkFailures failures = new WalkFailures();
  private final CancellationToken cancellation;
  private @Nullable Cid found;

  private PinSearch(Pins pins, Set<Multihash> wanted, CancellationToken cancellation) {
    this.pins = pins;
    this.wanted = wanted;
    this.cancellation = cancellation;
  }

  static PinSearch of(Pins pins, Set<Multihash> wanted, CancellationToken cancellation) {
    return new PinSearch(pins, wanted, cancellation);
  }

  Optional<KeepReason> run() {
    DagWalk walk = pins.walk(new BlockSet(), this, cancellation);
    try (CloseableIterator<Pin> listing = pins.list()) {
      while (listing.hasNext()) {
        Pin pin = listing.next();
        if (pin.mode() == PinMode.RECURSIVE && !pin.cids().stream().allMatch(walk::from)) {
          return Optional.ofNullable(found).map(cid -> new KeepReason(pin, walk.pathTo(cid)));
        }
      }
    }
    if (!failures.isEmpty()) {
      throw new DatastoreException(
          "nobody knows whether %s is kept: no pin was found that reaches it, but %d blocks could not be followed; make them readable and ask again: %s"
              .formatted(wantedInWords(), failures.count(), failures.summary(3)),
          failures.first().cause());
    }
    return Optional.empty();
  }

  private String wantedInWords() {
    Cid first = Cid.rawOf(wanted.iterator().next());
    return wanted.size() == 1
        ? first.toString()
        : "one of %s and %d others".formatted(first, wanted.size() - 1);
  }

  @Override
  public boolean reached(Cid cid) {
    found = cid;
    return !wanted.contains(cid.multihash());
  }

  @Override
  public void failed(WalkFailure failure) {
    failures.add(failure);
  }
}
