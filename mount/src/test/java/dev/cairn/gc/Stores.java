package dev.cairn.gc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.multiformats.Multibase;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A cache and an archive behind it, in memory, with pins; each can be damaged and can fail. */
final class Stores implements AutoCloseable {

  final FaultyDatastore metadata = new FaultyDatastore(new MemoryDatastore());
  final FaultyDatastore cache = new FaultyDatastore(new MemoryDatastore());
  final FaultyDatastore archive = new FaultyDatastore(new MemoryDatastore());
  final DatastoreBlockstore archived = DatastoreBlockstore.on(archive);
  final MultiBlockstore blocks =
      MultiBlockstore.builder()
          .cache("cache", DatastoreBlockstore.on(cache))
          .aux("archive", archived)
          .build();
  final Pins pins = Pins.on(metadata, blocks, Graphs.LINKS);

  Block put(Block block) {
    blocks.put(block);
    return block;
  }

  /** Puts blocks into the archive. */
  void archive(Block... put) {
    archived.putAll(Arrays.asList(put));
  }

  boolean isCached(Block block) {
    return blocks.firstMount().has(block.cid());
  }

  List<Block> cachedOf(Block... asked) {
    return Arrays.stream(asked).filter(this::isCached).toList();
  }

  static Key keyOf(Block block) {
    return Key.of("/blocks")
        .child(Multibase.BASE32_UPPER.encodeBare(block.cid().multihash().toBytes()));
  }

  static void damage(FaultyDatastore store, Block block) {
    store.put(keyOf(block), "damaged".getBytes(UTF_8));
  }

  static void breakReads(FaultyDatastore store) {
    for (Operation operation : List.of(Operation.GET, Operation.HAS, Operation.SIZE)) {
      store.failFromNowOn(operation, () -> new DatastoreException("the disk is broken"));
    }
  }

  static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    pins.close();
    blocks.close();
    metadata.close();
  }
}
