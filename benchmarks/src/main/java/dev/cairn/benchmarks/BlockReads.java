package dev.cairn.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.Verification;
import dev.cairn.multiformats.Cid;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Function;

/**
 * Reads of 4 KiB blocks in random order from RocksDB: a multi-blockstore of a cache and three aux,
 * of which the first two are empty, and the stores in it, which can be read without it. The aux
 * check what they read, as every block of an aux is checked.
 */
final class BlockReads implements Contestant {

  private static final int HELD = 1 << 12;
  private static final int SIZE = 4096;
  private static final int SEED = 7;

  private static final ThreadMXBean THreads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Blockstore cache;
  private final Blockstore third;
  private final MultiBlockstore blocks;
  private final Cid[] cached = new Cid[HELD];
  private final Cid[] archived = new Cid[HELD];
  private final Cid[] absent = new Cid[HELD];
  private final Function<BlockReads, Blockstore> read;
  private final Function<BlockReads, Cid[]> which;
  private final Measure measure;
  private final int reads;
  private long found;

  /** What is told of the reads. */
  enum Measure {
    RATE,
    ALLOCATION
  }

  private BlockReads(
      Path scratch,
      Function<BlockReads, Blockstore> read,
      Function<BlockReads, Cid[]> which,
      Measure measure,
      Scale scale) {
    this.reads = scale.of(20_000, 200_000);
    this.read = read;
    this.which = which;
    this.measure = measure;
    this.cache = store(scratch, "cache", Verification.NONE);
    this.third = store(scratch, "third", Verification.ON_READ);
    this.blocks =
        MultiBlockstore.builder()
            .cache("cache", cache)
            .aux("first", store(scratch, "first", Verification.ON_READ))
            .aux("second", store(scratch, "second", Verification.ON_READ))
            .aux("third", third)
            .build();
    Random random = new Random(SEED);
    for (int i = 0; i < HELD; i++) {
      cached[i] = putInto(cache, random);
      archived[i] = putInto(third, random);
      absent[i] = block(random).cid();
    }
  }

  /** {@return reads of what the cache holds, through the multi-blockstore} */
  static Figure.Preparation ofCache(Measure measure, Scale scale) {
    return scratch -> new BlockReads(scratch, own -> own.blocks, own -> own.cached, measure, scale);
  }

  /** {@return reads of the same from the cache itself} */
  static Figure.Preparation ofCacheItself(Measure measure, Scale scale) {
    return scratch -> new BlockReads(scratch, own -> own.cache, own -> own.cached, measure, scale);
  }

  /** {@return reads of what the third aux holds, through the multi-blockstore} */
  static Figure.Preparation ofThird(Measure measure, Scale scale) {
    return scratch ->
        new BlockReads(scratch, own -> own.blocks, own -> own.archived, measure, scale);
  }

  /** {@return reads of the same from the third aux itself} */
  static Figure.Preparation ofThirdItself(Measure measure, Scale scale) {
    return scratch ->
        new BlockReads(scratch, own -> own.third, own -> own.archived, measure, scale);
  }

  /** {@return reads of what no mount holds} */
  static Figure.Preparation ofNone(Measure measure, Scale scale) {
    return scratch -> new BlockReads(scratch, own -> own.blocks, own -> own.absent, measure, scale);
  }

  private static Blockstore store(Path scratch, String name, Verification verification) {
    return DatastoreBlockstore.on(
        RocksDbDatastore.open(scratch.resolve(name), RocksDbOptions.forBlocks()),
        DatastoreBlockstore.BLOCKS,
        verification);
  }

  private static Cid putInto(Blockstore store, Random random) {
    Block block = block(random);
    store.put(block);
    return block.cid();
  }

  private static Block block(Random random) {
    byte[] data = new byte[SIZE];
    random.nextBytes(data);
    return Block.raw(data);
  }

  @Override
  public double measure() throws Exception {
    Blockstore store = read.apply(this);
    Cid[] cids = which.apply(this);
    if (measure == Measure.RATE) {
      return Stopwatch.rate(reads, () -> readAll(store, cids));
    }
    long before = THreads.getCurrentThreadAllocatedBytes();
    readAll(store, cids);
    return (double) (THreads.getCurrentThreadAllocatedBytes() - before) / reads;
  }

  private void readAll(Blockstore store, Cid[] cids) {
    for (int i = 0; i < reads; i++) {
      found += store.get(cids[i & (HELD - 1)]).isPresent() ? 1 : 0;
    }
  }

  /** {@return how many blocks the reads found, so that none is left out} */
  long found() {
    return found;
  }

  @Override
  public void close() {
    blocks.close();
  }
}
