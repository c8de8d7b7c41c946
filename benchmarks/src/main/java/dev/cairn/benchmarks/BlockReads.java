package dev.cairn.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.KeyRange;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.FilteredBlockstore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.Verification;
import dev.cairn.multiformats.Cid;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Random;

/**
 * Reads of blocks in random order from RocksDB: through a multi-blockstore of a cache and three
 * aux, of which each holds other blocks, or from the store that has them, opened alone. A
 * multi-blockstore checks every block of an aux; so does the aux that is read alone, and the cache
 * does in neither case.
 */
final class BlockReads implements Contestant {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Where blocks lie; each place is filled from a seed of its own. */
  private enum Place {
    CACHE(7),
    FIRST(8),
    SECOND(9),
    THIRD(10),
    NOWHERE(11);

    private final long seed;

    Place(long seed) {
      this.seed = seed;
    }

    /** Chance that makes the blocks of this place. */
    Random random() {
      return new Random(seed);
    }
  }

  /** How long blocks are, and how many there are in each place. */
  enum Size {
    SMALL("4 KiB", 4 * 1024, 1 << 12, 20_000),
    LARGE("256 KiB", 256 * 1024, 1 << 7, 1_500);

    private final String text;
    private final int bytes;
    private final int held;
    private final int reads;

    Size(String text, int bytes, int held, int reads) {
      this.text = text;
      this.bytes = bytes;
      this.held = held;
      this.reads = reads;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Makes reads ready. */
  interface Opening extends Figure.Preparation {
    @Override
    BlockReads in(Path scratch);

    /** {@return what each read allocates, in place of how fast they are} */
    default Figure.Preparation allocation() {
      return scratch -> in(scratch).allocation();
    }
  }

  private final Blockstore store;
  private final Cid[] asked;
  private final int reads;
  private final int found;

  private BlockReads(Blockstore store, Place place, Size size, Scale scale) {
    this.store = store;
    this.asked = new Cid[size.held];
    Random random = place.random();
    for (int i = 0; i < asked.length; i++) {
      asked[i] = block(random, size).cid();
    }
    this.reads = scale.of(size.reads, 5 * size.reads);
    this.found = place == Place.NOWHERE ? 0 : reads;
  }

  /** {@return reads of what the cache holds, through a multi-blockstore} */
  static Opening ofCache(Size size, Scale scale) {
    return scratch -> new BlockReads(union(scratch, size), Place.CACHE, size, scale);
  }

  /** {@return the same, where each mount has a filter} */
  static Opening ofFilteredCache(Size size, Scale scale) {
    return scratch -> new BlockReads(filteredUnion(scratch, size), Place.CACHE, size, scale);
  }

  /** {@return reads of the same from the cache, opened alone} */
  static Opening ofCacheItself(Size size, Scale scale) {
    return scratch ->
        new BlockReads(
            filled(scratch, Place.CACHE, size, Verification.NONE), Place.CACHE, size, scale);
  }

  /** {@return reads of what the third aux holds, through a multi-blockstore} */
  static Opening ofThird(Size size, Scale scale) {
    return scratch -> new BlockReads(union(scratch, size), Place.THIRD, size, scale);
  }

  /** {@return the same, where each mount has a filter} */
  static Opening ofFilteredThird(Size size, Scale scale) {
    return scratch -> new BlockReads(filteredUnion(scratch, size), Place.THIRD, size, scale);
  }

  /** {@return reads of the same from that aux, opened alone, each block checked} */
  static Opening ofThirdItself(Size size, Scale scale) {
    return scratch ->
        new BlockReads(
            filled(scratch, Place.THIRD, size, Verification.ON_READ), Place.THIRD, size, scale);
  }

  /** {@return reads of what no mount holds} */
  static Opening ofNone(Size size, Scale scale) {
    return scratch -> new BlockReads(union(scratch, size), Place.NOWHERE, size, scale);
  }

  /** {@return the same, where each mount has a filter} */
  static Opening ofFilteredNone(Size size, Scale scale) {
    return scratch -> new BlockReads(filteredUnion(scratch, size), Place.NOWHERE, size, scale);
  }

  private static Blockstore union(Path scratch, Size size) {
    return MultiBlockstore.builder()
        .cache("cache", filled(scratch, Place.CACHE, size, Verification.NONE))
        .aux("first", filled(scratch, Place.FIRST, size, Verification.NONE))
        .aux("second", filled(scratch, Place.SECOND, size, Verification.NONE))
        .aux("third", filled(scratch, Place.THIRD, size, Verification.NONE))
        .build();
  }

  private static Blockstore filteredUnion(Path scratch, Size size) {
    return MultiBlockstore.builder()
        .cache("cache", filtered(scratch, Place.CACHE, size))
        .aux("first", filtered(scratch, Place.FIRST, size))
        .aux("second", filtered(scratch, Place.SECOND, size))
        .aux("third", filtered(scratch, Place.THIRD, size))
        .build();
  }

  /** A store and its filter, which is built here and now. */
  private static Blockstore filtered(Path scratch, Place place, Size size) {
    FilteredBlockstore filtered =
        FilteredBlockstore.builder(filled(scratch, place, size, Verification.NONE), Runnable::run)
            .expectedBlocks(size.held)
            .build();
    if (!filtered.isActive()) {
      throw new IllegalStateException("the filter of " + filtered + " is not there");
    }
    return filtered;
  }

  /** A store that lies in tables on disk rather than in the buffer of what was just written. */
  private static Blockstore filled(
      Path scratch, Place place, Size size, Verification verification) {
    RocksDbDatastore datastore =
        RocksDbDatastore.open(scratch.resolve(place.name()), RocksDbOptions.forBlocks());
    Blockstore store = DatastoreBlockstore.on(datastore, DatastoreBlockstore.BLOCKS, verification);
    Random random = place.random();
    for (int i = 0; i < size.held; i++) {
      store.put(block(random, size));
    }
    datastore.capability(Compaction.class).orElseThrow().compact(KeyRange.ALL);
    return store;
  }

  private static Block block(Random random, Size size) {
    byte[] data = new byte[size.bytes];
    random.nextBytes(data);
    return Block.raw(data);
  }

  /** {@return reads each second} */
  @Override
  public double measure() throws Exception {
    return Stopwatch.rate(reads, this::readAll);
  }

  private Contestant allocation() {
    return new Contestant() {
      @Override
      public double measure() {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        readAll();
        return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / reads;
      }

      @Override
      public void close() {
        BlockReads.this.close();
      }
    };
  }

  private void readAll() {
    int here = 0;
    for (int i = 0; i < reads; i++) {
      here += store.get(asked[i & (asked.length - 1)]).isPresent() ? 1 : 0;
    }
    if (here != found) {
      throw new IllegalStateException(
          "%d of %d blocks were found in %s".formatted(here, found, store));
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
