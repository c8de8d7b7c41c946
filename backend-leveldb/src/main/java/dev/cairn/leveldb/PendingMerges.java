package dev.cairn.leveldb;

import java.util.concurrent.atomic.AtomicInteger;
import org.fusesource.leveldbjni.internal.NativeDB;

/**
 * How much the native library may write by itself before it deletes anything. A table that was
 * merged goes with the last listing that began before; so as long as there are listings nothing
 * goes, and all merges that are due have to be counted, not the next one alone. For any number of
 * threads.
 */
final class PendingMerges implements DiskReserve.Space {

  private final NativeDB db;
  private final AtomicInteger listings = new AtomicInteger();

  PendingMerges(NativeDB db) {
    this.db = db;
  }

  void listingBegins() {
    listings.incrementAndGet();
  }

  void listingEnds() {
    listings.decrementAndGet();
  }

  @Override
  public long bytes() {
    LevelSizes sizes = LevelSizes.ofStats(db.getProperty("leveldb.stats"));
    return listings.get() == 0 ? sizes.ofOneMerge() : sizes.ofAllMerges();
  }
}
