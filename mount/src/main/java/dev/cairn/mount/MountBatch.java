package dev.cairn.mount;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A batch that keeps one batch of each store that it writes to. */
final class MountBatch implements Batch {

  private final Lifecycle lifecycle;
  private final MountTable table;

  /** By mount; concurrent, since a batch may be closed from another thread. */
  private final Map<Mount, Batch> parts = new ConcurrentHashMap<>();

  private int size;
  private volatile boolean used;

  MountBatch(Lifecycle lifecycle, MountTable table) {
    this.lifecycle = lifecycle;
    this.table = table;
    checkUsable();
  }

  @Override
  public void put(Key key, byte[] value) {
    checkUsable();
    Mount mount = table.owner(key);
    if (mount == null) {
      throw table.unmounted(key);
    }
    mount.run("put into a batch", key, (store, inner) -> partOf(mount).put(inner, value));
    size++;
  }

  @Override
  public void delete(Key key) {
    checkUsable();
    Mount mount = table.owner(key);
    if (mount == null) {
      return;
    }
    mount.run("delete in a batch", key, (store, inner) -> partOf(mount).delete(inner));
    size++;
  }

  private Batch partOf(Mount mount) {
    return parts.computeIfAbsent(
        mount, m -> Datastores.require(m.datastore(), Batching.class).batch());
  }

  @Override
  public int size() {
    return size;
  }

  /** Whether the writes added so far lie in one store at most, whose batch is atomic. */
  @Override
  public boolean atomic() {
    return parts.size() <= 1 && parts.values().stream().allMatch(Batch::atomic);
  }

  @Override
  public void commit(Durability durability) {
    checkUsable();
    used = true;
    lifecycle.enter();
    try {
      commitParts(durability);
    } catch (RuntimeException e) {
      Closing.onFailure(e, parts.values());
      throw e;
    } finally {
      lifecycle.exit();
    }
    close();
  }

  private void commitParts(Durability durability) {
    List<Mount> written = table.deepestFirst().stream().filter(parts::containsKey).toList();
    for (int i = 0; i < written.size(); i++) {
      try {
        partOf(written.get(i)).commit(durability);
      } catch (RuntimeException e) {
        throw failure(written, i, e);
      }
    }
  }

  /** Where nothing was applied before, the kind of the failure is what its store says of it. */
  private static RuntimeException failure(List<Mount> written, int at, RuntimeException cause) {
    List<Key> points = written.stream().map(Mount::prefix).toList();
    List<Key> discarded = points.subList(at + 1, points.size());
    if (at > 0) {
      return new PartialCommitException(points.subList(0, at), points.get(at), discarded, cause);
    }
    if (!(cause instanceof DatastoreException failure)) {
      return cause;
    }
    String untouched = discarded.isEmpty() ? "" : " (nothing was applied at " + discarded + ")";
    return written.get(at).failure("commit a batch" + untouched, failure);
  }

  @Override
  public void close() {
    used = true;
    Closing.all(parts.values());
  }

  private void checkUsable() {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
    if (used) {
      throw new IllegalStateException("a batch is used once: this one was committed or closed");
    }
  }
}
