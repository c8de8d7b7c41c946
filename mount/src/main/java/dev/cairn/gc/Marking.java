package dev.cairn.gc;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Key;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.MultiformatException;
import java.util.Optional;

/**
 * Marks what the roots reach. Failures do not end it, so that all are reported; the caller deletes
 * nothing if there was one.
 */
final class Marking implements DagWalk.Observer {

  /** Where Kubo keeps the root of its mutable file system: the bytes of a CID. */
  static final Key FILES_ROOT = Key.of("/local/filesroot");

  private static final int TELL_EVERY = 1024;

  private final Pins pins;
  private final BlockSet marks;
  private final CollectionOptions options;
  private final CancellationToken cancellation;
  private final DagWalk walk;
  private final WalkFailures failures = new WalkFailures();
  private boolean mayBlocksBeMissing;
  private long reached;

  Marking(Pins pins, BlockSet marks, CollectionOptions options, CancellationToken cancellation) {
    this.pins = pins;
    this.marks = marks;
    this.options = options;
    this.cancellation = cancellation;
    this.walk = pins.walk(marks, this, cancellation);
  }

  /**
   * Marks it all.
   *
   * @throws CollectionAbortedException if something could not be followed
   */
  void run() {
    markPins();
    mayBlocksBeMissing = true;
    filesRoot().ifPresent(walk::from);
    options.roots().get().forEach(walk::from);
    options.listener().marked(marks.size());
    if (!failures.isEmpty()) {
      throw new CollectionAbortedException(failures);
    }
  }

  private void markPins() {
    try (CloseableIterator<Pin> listing = pins.list()) {
      while (listing.hasNext()) {
        cancellation.check("mark what the pins keep");
        Pin pin = listing.next();
        if (pin.mode() == PinMode.DIRECT) {
          marks.mark(pin.multihash());
        } else {
          pin.cids().forEach(walk::from);
        }
      }
    }
  }

  private Optional<Cid> filesRoot() {
    Optional<byte[]> value = pins.store().get(FILES_ROOT);
    try {
      return value.map(Cid::fromBytes);
    } catch (MultiformatException e) {
      throw new CorruptDataException(
          "nothing is collected, since the value of %s is no CID, so that nobody knows which files it keeps; mend it or delete the key"
              .formatted(FILES_ROOT),
          e);
    }
  }

  @Override
  public boolean reached(Cid cid) {
    if (++reached % TELL_EVERY == 0) {
      options.listener().marked(marks.size());
    }
    return true;
  }

  @Override
  public void failed(WalkFailure failure) {
    if (mayBlocksBeMissing && failure.kind() == WalkFailure.Kind.MISSING) {
      return;
    }
    failures.add(failure);
    options.listener().failed(failure);
  }
}
