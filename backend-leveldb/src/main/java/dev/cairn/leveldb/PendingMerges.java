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
  private final AtomicInteger compactions = new AtomicInteger();

  PendingMerges(NativeDB db) {
    this.db = db;
  }

  void listingBegins() {
    listings.incrementAndGet();
  }

  void listingEnds() {
    listings.decrementAndGet();
  }

  void compactionBegins() {
    compactions.incrementAndGet();
  }

  void compactionEnds() {
    compactions.decrementAndGet();
  }

  /** {@return whether tables are being written anew, all of which a listing would keep} */
  boolean isCompacting() {
    return compactions.get() > 0;
  }

  /**
   * {@return how much a compaction may write besides {@link #bytes}} It writes all tables once
   * more, and beside a listing that began before the old ones stay.
   */
  long bytesOfCompaction() {
    LevelSizes sizes = sizes();
    return listings.get() == 0 ? 0 : Math.max(0, sizes.ofAll() - sizes.ofAllMerges());
  }

  private LevelSizes sizes() {
    return LevelSizes.ofStats(db.getProperty("leveldb.stats"));
  }

  @Override
  public long bytes() {
    LevelSizes sizes = sizes();
    return listings.get() == 0 ? sizes.ofOneMerge() : sizes.ofAllMerges();
  }
}
