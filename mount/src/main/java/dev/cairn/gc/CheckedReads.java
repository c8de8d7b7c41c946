package dev.cairn.gc;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.UnsupportedHashException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads blocks whose links decide what is deleted: their hash is checked, wherever they come from,
 * and where one copy is damaged a good one of another mount will do.
 */
final class CheckedReads {

  private final MultiBlockstore blocks;

  CheckedReads(MultiBlockstore blocks) {
    this.blocks = blocks;
  }

  boolean has(Cid cid) {
    return blocks.has(cid);
  }

  /**
   * Returns the block, or nothing where every mount says that it has none.
   *
   * @throws CorruptDataException if there are damaged copies alone
   * @throws UnsupportedHashException if the hash cannot be computed here: what is not checked
   *     decides nothing
   */
  Optional<Block> get(Cid cid) {
    CorruptDataException damage;
    try {
      return blocks.get(cid).map(Block::verify);
    } catch (CorruptDataException e) {
      damage = e;
    }
    for (String mount : blocks.mounts()) {
      Block other = goodCopy(mount, cid, damage);
      if (other != null) {
        return Optional.of(other);
      }
    }
    throw damage;
  }

  private @Nullable Block goodCopy(String mount, Cid cid, CorruptDataException damage) {
    try {
      return blocks.mount(mount).flatMap(store -> store.get(cid)).map(Block::verify).orElse(null);
    } catch (DatastoreException | UnsupportedHashException e) {
      if (!e.equals(damage)) {
        damage.addSuppressed(e);
      }
      return null;
    }
  }
}
