package dev.cairn.gc;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.Datastore;
import dev.cairn.multiformats.Cid;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How to collect; immutable, each method returns an altered copy.
 *
 * <pre>{@code
 * collector.collect(CollectionOptions.defaults().freeing(2L << 30).cancelledBy(stop::get));
 * }</pre>
 */
public final class CollectionOptions {

  private static final CollectionOptions DEFAULTS = new CollectionOptions(new Fields());

  private final Fields fields;

  /** The options while a copy is being altered. */
  private static final class Fields implements Cloneable {
    boolean dryRun;
    long freeBytes = Long.MAX_VALUE;
    CancellationToken cancellation = CancellationToken.never();
    CollectionListener listener = new CollectionListener() {};
    Supplier<? extends Collection<Cid>> roots = List::of;
    Optional<Datastore> reclaimed = Optional.empty();

    Fields copy() {
      try {
        return (Fields) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private CollectionOptions(Fields fields) {
    this.fields = fields;
  }

  /** {@return the options of a collection that deletes all that is not kept} */
  public static CollectionOptions defaults() {
    return DEFAULTS;
  }

  /** {@return these options for a collection that only counts what it would delete} */
  public CollectionOptions dryRun() {
    Fields copy = fields.copy();
    copy.dryRun = true;
    return new CollectionOptions(copy);
  }

  /**
   * {@return these options for a collection that stops as soon as it has freed so much}
   *
   * @param bytes of blocks, at least 1; which ones go is not promised
   * @throws IllegalArgumentException if it is less
   */
  public CollectionOptions freeing(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("at least 1 byte is to be freed, not " + bytes);
    }
    Fields copy = fields.copy();
    copy.freeBytes = bytes;
    return new CollectionOptions(copy);
  }

  /**
   * {@return these options for a collection that stops when told to, also while it waits} What it
   * has deleted by then stays deleted. A time limit is {@link CancellationToken#at}.
   *
   * @param stop asked before each step
   */
  public CollectionOptions cancelledBy(CancellationToken stop) {
    Fields copy = fields.copy();
    copy.cancellation = stop;
    return new CollectionOptions(copy);
  }

  /**
   * {@return these options with somebody who is told how it goes on}
   *
   * @param told of it
   */
  public CollectionOptions reportingTo(CollectionListener told) {
    Fields copy = fields.copy();
    copy.listener = told;
    return new CollectionOptions(copy);
  }

  /**
   * {@return these options with further roots, which are kept with all that they reach as far as it
   * is there: where blocks are missing, the collection goes on}
   *
   * @param roots asked once, after the wait for older tokens, so that it tells of what was written
   *     under them; a failure of it ends the collection before anything is deleted
   */
  public CollectionOptions keepingWhatIsThereOf(Supplier<? extends Collection<Cid>> roots) {
    Fields copy = fields.copy();
    copy.roots = roots;
    return new CollectionOptions(copy);
  }

  /**
   * {@return these options for a collection that has a datastore give back room when it has deleted
   * something: by its own garbage collection, or else by compacting it}
   *
   * @param store the one below the first mount
   */
  public CollectionOptions thenReclaiming(Datastore store) {
    Fields copy = fields.copy();
    copy.reclaimed = Optional.of(store);
    return new CollectionOptions(copy);
  }

  boolean isDryRun() {
    return fields.dryRun;
  }

  long freeBytes() {
    return fields.freeBytes;
  }

  CancellationToken cancellation() {
    return fields.cancellation;
  }

  CollectionListener listener() {
    return fields.listener;
  }

  Supplier<? extends Collection<Cid>> roots() {
    return fields.roots;
  }

  Optional<Datastore> reclaimed() {
    return fields.reclaimed;
  }
}
