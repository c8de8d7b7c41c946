package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;

/** A blockstore with its datastore below, which counts, fails and is damaged on demand. */
final class FragileStore {

  private static final BlockKeys KEYS = new BlockKeys(DatastoreBlockstore.BLOCKS);

  final RecordingDatastore below = new RecordingDatastore(new MemoryDatastore());
  final FaultyDatastore faults = new FaultyDatastore(below);
  final Blockstore blocks;

  FragileStore() {
    this(Verification.NONE);
  }

  FragileStore(Verification verification) {
    blocks = DatastoreBlockstore.on(faults, DatastoreBlockstore.BLOCKS, verification);
  }

  /** Puts bytes in place of the block, as many as {@code damage} has. */
  void damage(Block block, String damage) {
    below.put(KEYS.of(block.cid().multihash()), damage.getBytes(UTF_8));
  }

  void damage(Block block) {
    damage(block, "damaged");
  }

  void breakAll(Operation... operations) {
    for (Operation operation : operations) {
      faults.failFromNowOn(operation, () -> new DatastoreException("the disk is broken"));
    }
  }

  long calls(Operation operation) {
    return faults.calls(operation);
  }

  long writes() {
    return calls(Operation.PUT) + calls(Operation.DELETE) + calls(Operation.BATCH);
  }
}
