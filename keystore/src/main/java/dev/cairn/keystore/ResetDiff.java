package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.multiformats.Multihash;
import java.util.List;

/**
 * What a committed reset changed: the set that it replaced against the one that it put in force,
 * both as they were at that moment, whatever changes later. It keeps both, and the disk space of
 * the old one, until it is closed.
 *
 * <p>Nothing is compared before it is asked for; then both sets are read in their order once.
 *
 * <p>Any number of threads may call at once. After {@link #close()}, or that of the keystore, every
 * other method but {@link #result()} throws {@link dev.cairn.datastore.DatastoreClosedException}.
 */
public final class ResetDiff implements AutoCloseable {

  private final ResetResult result;
  private final GenerationView before;
  private final GenerationView after;

  ResetDiff(ResetResult result, GenerationView before, GenerationView after) {
    this.result = result;
    this.before = before;
    this.after = after;
  }

  /**
   * How many multihashes are in which set.
   *
   * @param added those in the new set alone
   * @param removed those in the old set alone
   * @param unchanged those in both
   */
  public record Counts(long added, long removed, long unchanged) {}

  /** {@return what the reset did; the old set's bytes are not free yet} */
  public ResetResult result() {
    return result;
  }

  /** {@return how many multihashes the reset added, removed and left, counted in one pass} */
  public Counts counts() {
    long added = 0;
    try (CloseableIterator<Multihash> listing = added()) {
      for (; listing.hasNext(); listing.next()) {
        added++;
      }
    }
    long unchanged = after.size() - added;
    return new Counts(added, before.size() - unchanged, unchanged);
  }

  /** {@return the multihashes in the new set alone, in the order of ids; the caller closes it} */
  public CloseableIterator<Multihash> added() {
    return difference(after, before);
  }

  /** {@return the multihashes in the old set alone, in the order of ids; the caller closes it} */
  public CloseableIterator<Multihash> removed() {
    return difference(before, after);
  }

  private static CloseableIterator<Multihash> difference(GenerationView in, GenerationView notIn) {
    Results kept = in.keys();
    try {
      return new DifferenceListing(kept, notIn.keys());
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, List.of(kept));
      throw e;
    }
  }

  /** Lets both sets go; where nobody else reads the old one, its directory is deleted. */
  @Override
  public void close() {
    Closing.all(List.of(before, after));
  }

  @Override
  public String toString() {
    return "difference between " + before + " and " + after;
  }
}
