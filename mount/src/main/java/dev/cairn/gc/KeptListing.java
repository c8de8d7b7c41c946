package dev.cairn.gc;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.GuardedIterator;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The blocks that pins keep, found by a walk that goes on as they are asked for. */
final class KeptListing extends GuardedIterator<Multihash> implements DagWalk.Observer {

  private final CloseableIterator<Pin> pins;
  private final BlockSet seen = new BlockSet();
  private final DagWalk walk;
  private final Deque<Cid> roots = new ArrayDeque<>();
  private @Nullable Multihash found;

  @SuppressWarnings("this-escape") // the walk calls back only when it is asked to go on
  private KeptListing(Pins pins, CloseableIterator<Pin> listing, CancellationToken cancellation) {
    super(pins.lifecycle());
    this.pins = listing;
    this.walk = pins.walk(seen, this, cancellation);
  }

  /** Returns the listing; where the pins cannot be listed, none is left behind half made. */
  static KeptListing of(Pins pins, CancellationToken cancellation) {
    return new KeptListing(pins, pins.list(), cancellation);
  }

  @Override
  protected @Nullable Multihash advance() {
    found = null;
    while (found == null) {
      if (!walk.isOver()) {
        walk.step();
      } else if (!roots.isEmpty()) {
        walk.begin(roots.remove());
      } else if (pins.hasNext()) {
        next(pins.next());
      } else {
        return null;
      }
    }
    return found;
  }

  private void next(Pin pin) {
    if (pin.mode() == PinMode.RECURSIVE) {
      roots.addAll(pin.cids());
    } else if (seen.mark(pin.multihash())) {
      found = pin.multihash();
    }
  }

  @Override
  public boolean reached(Cid cid) {
    found = cid.multihash();
    return true;
  }

  @Override
  public void failed(WalkFailure failure) {
    throw new DatastoreException("could not list what the pins keep: " + failure, failure.cause());
  }

  @Override
  protected void release() {
    pins.close();
  }
}
