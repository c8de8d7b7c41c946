package dev.cairn.repo;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.gc.Pins;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.ForwardingBlockstore;
import dev.cairn.multiformats.Cid;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The blocks of another repository, of which none is deleted as long as anything is pinned there:
 * which blocks its pins reach is for its own commands to find out.
 */
final class KeptElsewhere extends ForwardingBlockstore {

  private final Datastore datastore;
  private final Path directory;

  private KeptElsewhere(Blockstore blocks, Datastore datastore, Path directory) {
    super(blocks);
    this.datastore = datastore;
    this.directory = directory;
  }

  /**
   * {@return the blocks of a repository}
   *
   * @param datastore its datastore, owned by what is returned
   * @param directory where it is
   */
  static Blockstore in(Datastore datastore, Path directory) {
    return new KeptElsewhere(DatastoreBlockstore.on(datastore), datastore, directory);
  }

  @Override
  public void delete(Cid cid) {
    requireNoPins();
    super.delete(cid);
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    requireNoPins();
    super.deleteAll(cids);
  }

  private void requireNoPins() {
    if (Pins.areIn(datastore)) {
      throw new DatastoreException(
          "nothing is deleted from the repository %s through a mount: it has pins of its own, and they may keep the blocks; remove them by the commands of that repository"
              .formatted(directory));
    }
  }
}
