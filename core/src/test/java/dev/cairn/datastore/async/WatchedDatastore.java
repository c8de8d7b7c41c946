package dev.cairn.datastore.async;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the listings that are open, remembers what they showed, and blocks the reads of one key.
 */
public final class WatchedDatastore extends ForwardingDatastore {
  final AtomicInteger openResults = new AtomicInteger();
  private final Queue<Entry> shown = new ConcurrentLinkedQueue<>();
  final CountDownLatch blocked = new CountDownLatch(1);
  final CountDownLatch unblock = new CountDownLatch(1);
  volatile Key blocking = Key.of("/blocks nobody");

  public WatchedDatastore(Datastore delegate) {
    super(delegate);
  }

  /** {@return what all listings have shown so far, in order} */
  public Queue<Entry> shown() {
    return shown;
  }

  @Override
  public Optional<byte[]> get(Key key) {
    if (key.equals(blocking)) {
      blocked.countDown();
      try {
        unblock.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return super.get(key);
  }

  @Override
  public Results query(Query query) {
    Results below = super.query(query);
    openResults.incrementAndGet();
    return new Results() {
      private final AtomicBoolean closed = new AtomicBoolean();

      @Override
      public Query query() {
        return query;
      }

      @Override
      public boolean hasNext() {
        return below.hasNext();
      }

      @Override
      public Entry next() {
        Entry entry = below.next();
        shown.add(entry);
        return entry;
      }

      @Override
      public void close() {
        if (closed.compareAndSet(false, true)) {
          openResults.decrementAndGet();
        }
        below.close();
      }
    };
  }
}
