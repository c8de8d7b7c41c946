package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.mount.Location.Status;
import dev.cairn.multiformats.Cid;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * One mount of a {@link MultiBlockstore}.
 *
 * @param name its name
 * @param role what it is there for
 * @param store the blocks
 */
record NamedBlockstore(String name, Role role, Blockstore store) {

  /** What a mount is there for. */
  enum Role {
    CACHE,
    TRUSTED_AUX,
    UNTRUSTED_AUX
  }

  /** Returns the block; one that does not come from the cache is checked. */
  Optional<Block> get(Cid cid) {
    Optional<Block> found = store.get(cid);
    return role == Role.CACHE ? found : found.map(Block::verify);
  }

  /** Returns the store as others may use it: an aux only reads. */
  Blockstore handle() {
    return role == Role.CACHE ? store : new ReadOnlyBlockstore(store);
  }

  /** Returns whether a change of one is a change of the other, as far as that can be told. */
  boolean holdsTheVeryBlocksOf(NamedBlockstore other) {
    return store == other.store
        || (store instanceof DatastoreBlockstore mine
            && other.store instanceof DatastoreBlockstore theirs
            && mine.isAtThePlaceOf(theirs));
  }

  /** Reads the block and checks it, whatever the mount is there for. */
  Location locate(Cid cid) {
    OptionalLong size = OptionalLong.empty();
    try {
      Optional<Block> found = store.get(cid);
      if (found.isEmpty()) {
        return Location.absent(name);
      }
      size = OptionalLong.of(found.get().size());
      found.get().verify();
      return Location.present(name, found.get().size());
    } catch (CorruptDataException e) {
      return new Location(name, Status.CORRUPT, size, Optional.of(e));
    } catch (RuntimeException e) {
      return new Location(name, Status.FAILED, size, Optional.of(e));
    }
  }

  /** Does something with the store; a failure names the mount. */
  void run(Supplier<String> attempt, Runnable action) {
    try {
      action.run();
    } catch (DatastoreException e) {
      throw failure(attempt.get(), e);
    }
  }

  /** Returns {@code failure} with a message that names what was attempted and the mount. */
  RuntimeException failure(String attempt, RuntimeException failure) {
    return failure instanceof DatastoreException e
        ? Failures.naming("could not " + attempt + " in the mount '" + name + "'", e)
        : failure;
  }
}
