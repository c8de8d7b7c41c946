package dev.cairn.datastore.engine;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import java.util.NoSuchElementException;

/**
 * Entries that are made when they are asked for, and that fail when they are asked for much earlier
 * than they are consumed: whoever lists them cannot hold them in secret.
 */
final class GeneratedEntries implements RangeSource {

  private final int count;
  private final int mostHeld;
  private long generated;
  private long consumed;

  GeneratedEntries(int count, int mostHeld) {
    this.count = count;
    this.mostHeld = mostHeld;
  }

  /** Tells how many entries have been shown, or passed over by an offset, so far. */
  void consumed(long soFar) {
    consumed = soFar;
  }

  long generated() {
    return generated;
  }

  @Override
  public CloseableIterator<Entry> scan(KeyRange range, Direction direction, Projection needed) {
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return generated < count;
      }

      @Override
      public Entry next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        long number = direction == Direction.ASCENDING ? generated : count - 1 - generated;
        generated++;
        if (generated - consumed > mostHeld) {
          throw new AssertionError((generated - consumed) + " entries are held, not " + mostHeld);
        }
        return Entry.of(Key.of("/" + (10_000_000 + number)), new byte[] {(byte) number});
      }

      @Override
      public void close() {}
    };
  }
}
