package dev.cairn.mount;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.GuardedScan;
import dev.cairn.datastore.engine.Lifecycle;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The entries of several stores under their full keys, merged. The first store that fails closes
 * the listings of all.
 */
final class MountScan extends GuardedScan {

  private final List<Part> parts;
  private final PriorityQueue<Part> byHead;

  /** The part whose head was shown last: not in the queue, and to be moved on. */
  private @Nullable Part shown;

  private boolean begun;

  /**
   * Begins to merge.
   *
   * @param parts what the stores list; closed with the scan
   * @param order by which of the stores' next entries one is taken; where all list in this order,
   *     the scan does
   */
  MountScan(Lifecycle lifecycle, List<Part> parts, Comparator<Entry> order) {
    super(lifecycle);
    this.parts = parts;
    this.byHead = new PriorityQueue<>(Comparator.comparing(Part::head, order));
    parts.forEach(part -> part.mount.register(this)); // closed before a store is let go of
  }

  @Override
  protected @Nullable Entry advance() {
    try {
      if (!begun) {
        begun = true;
        parts.forEach(this::moveOn);
      } else if (shown != null) {
        moveOn(shown);
      }
    } catch (RuntimeException e) {
      Closing.onFailure(e, parts);
      throw e;
    }
    shown = byHead.poll();
    return shown == null ? null : shown.head();
  }

  private void moveOn(Part part) {
    if (part.moveOn()) {
      byHead.add(part);
    }
  }

  @Override
  protected void release() {
    parts.forEach(part -> part.mount.unregister(this));
    Closing.all(parts);
  }

  /** What one store lists, as far as it is not masked. */
  static final class Part implements AutoCloseable {

    private final Mounted mount;
    private final Results results;
    private final Predicate<Entry> visible;
    private @Nullable Entry head;

    Part(Mounted mount, Results results, Predicate<Entry> visible) {
      this.mount = mount;
      this.results = results;
      this.visible = visible;
    }

    Entry head() {
      if (head == null) {
        throw new IllegalStateException("at the end of the entries at " + mount.prefix());
      }
      return head;
    }

    /** Moves to the next entry that is visible; returns false, and lets go, where none is left. */
    boolean moveOn() {
      try {
        while (results.hasNext()) {
          Entry entry = results.next();
          head = entry.withKey(mount.mount().outer(entry.key()));
          if (visible.test(head)) {
            return true;
          }
        }
      } catch (DatastoreException e) {
        throw mount.failure("list", e);
      }
      close();
      return false;
    }

    @Override
    public void close() {
      try {
        results.close();
      } catch (DatastoreException e) {
        throw mount.failure("close a listing", e);
      }
    }
  }
}
