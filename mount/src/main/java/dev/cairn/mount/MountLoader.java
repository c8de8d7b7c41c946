package dev.cairn.mount;

import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.SingleUse;
import org.jspecify.annotations.Nullable;

/** A bulk load into one of several stores: that of the first key. */
final class MountLoader implements BulkLoad.Loader {

  private final MountPoints points;
  private final MountTable table;
  private final SingleUse use;
  private @Nullable Mounted chosen;
  private BulkLoad.@Nullable Loader loader;

  MountLoader(MountPoints points, MountTable table) {
    this.points = points;
    this.table = table;
    this.use = new SingleUse("a bulk load", points.lifecycle());
  }

  @Override
  public void add(Key key, byte[] value) {
    use.check();
    Mounted owner = table.owner(key);
    if (owner == null) {
      throw table.unmounted(key);
    }
    String attempt = "load " + key;
    enter(owner, attempt);
    try {
      loaderOf(owner, attempt).add(owner.mount().inner(key), value);
    } catch (DatastoreException e) {
      throw owner.failure(attempt, e);
    } finally {
      owner.exit();
    }
  }

  private void enter(Mounted owner, String attempt) {
    if (!owner.tryEnter()) {
      use.check(); // closed with all the rest
      throw owner.changed(attempt);
    }
  }

  private BulkLoad.Loader loaderOf(Mounted owner, String attempt) {
    BulkLoad.Loader begun = loader;
    if (begun == null) {
      begun = Datastores.require(owner.store(), BulkLoad.class).bulkLoad();
      chosen = owner;
      loader = begun;
    } else if (chosen != owner) {
      throw new UnsupportedOperationException(
          "cannot %s at %s in one step with what lies elsewhere; load each store by itself"
              .formatted(attempt, owner.prefix()));
    }
    return begun;
  }

  @Override
  public void commit() {
    use.check();
    use.end();
    Mounted owner = chosen;
    BulkLoad.Loader begun = loader;
    if (owner == null || begun == null) {
      return;
    }
    enter(owner, "commit a bulk load");
    try {
      commit(owner, begun);
    } finally {
      owner.exit();
      close();
    }
  }

  /** What it writes is known to its store alone: so it waits for every batch that is journaled. */
  private void commit(Mounted owner, BulkLoad.Loader begun) {
    long turn = points.turns().begin(claimed -> true);
    try {
      if (!points.table().ownsTheSame(owner, table)) {
        throw owner.changed("commit a bulk load");
      }
      owner.run("commit a bulk load", store -> begun.commit());
    } finally {
      points.turns().end(turn);
    }
  }

  @Override
  public void close() {
    use.end();
    if (loader != null) {
      loader.close();
    }
  }
}
