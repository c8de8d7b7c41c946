package dev.cairn.mount;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.Closing;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A batch that keeps one batch of each store that it writes to. */
final class MountBatch implements Batch {

  private final MountPoints points;
  private final MountTable table;
  private final @Nullable MountJournal journal;

  /** Few; concurrent, since a batch may be closed from another thread. */
  private final List<BatchPart> parts = new CopyOnWriteArrayList<>();

  /** The part written to last: mostly the next write is to the same store. */
  private @Nullable BatchPart latest;

  private int size;
  private volatile boolean used;

  /**
   * Begins a batch.
   *
   * @param journal where writes to more than one store are journaled; null where they are not
   */
  MountBatch(MountPoints points, @Nullable MountJournal journal) {
    this.points = points;
    this.table = points.table();
    this.journal = journal;
    checkUsable();
  }

  @Override
  public void put(Key key, byte[] value) {
    checkUsable();
    Mounted owner = table.owner(key);
    if (owner == null) {
      throw table.unmounted(key);
    }
    partOf(owner).put(key, value);
    size++;
  }

  @Override
  public void delete(Key key) {
    checkUsable();
    Mounted owner = table.owner(key);
    if (owner == null) {
      return;
    }
    partOf(owner).delete(key);
    size++;
  }

  private BatchPart partOf(Mounted owner) {
    BatchPart part = latest;
    if (part == null || part.mounted() != owner) {
      part = findOrBegin(owner);
      latest = part;
    }
    return part;
  }

  private BatchPart findOrBegin(Mounted owner) {
    for (BatchPart part : parts) {
      if (part.mounted() == owner) {
        return part;
      }
    }
    BatchPart part = journal == null ? BatchPart.of(owner) : BatchPart.remembering(owner);
    parts.add(part);
    return part;
  }

  @Override
  public int size() {
    return size;
  }

  /**
   * Whether the batch of every store written to so far is atomic, and these are one at most or
   * there is a journal.
   */
  @Override
  public boolean atomic() {
    return (parts.size() <= 1 || journal != null) && parts.stream().allMatch(BatchPart::atomic);
  }

  @Override
  public void commit(Durability durability) {
    checkUsable();
    used = true;
    try {
      points.together(
          now -> {
            commitParts(durability);
            return now;
          });
    } catch (RuntimeException e) {
      Closing.onFailure(e, parts);
      throw e;
    }
    close();
  }

  /** Checks it once no store can be mounted over the keys any more: with a turn, or a claim. */
  private void requireUnchanged() {
    MountTable now = points.table();
    for (BatchPart part : parts) {
      if (!now.ownsTheSame(part.mounted(), table)) {
        throw part.mounted().changed("commit a batch");
      }
    }
  }

  private void commitParts(Durability durability) {
    List<BatchPart> written =
        parts.stream()
            .sorted(Comparator.comparing((BatchPart part) -> part.mounted().prefix()).reversed())
            .toList();
    if (written.size() > 1 && journal != null) {
      journal.commit(written, this::requireUnchanged);
      return;
    }
    long turn = points.turns().begin(this::meets);
    try {
      requireUnchanged();
      for (int i = 0; i < written.size(); i++) {
        try {
          written.get(i).commit(durability);
        } catch (RuntimeException e) {
          throw failure(written, i, e);
        }
      }
    } finally {
      points.turns().end(turn);
    }
  }

  private boolean meets(Set<Key> keys) {
    return parts.stream().anyMatch(part -> part.meets(keys));
  }

  /** Where nothing was applied before, the kind of the failure is what its store says of it. */
  private static RuntimeException failure(List<BatchPart> written, int at, RuntimeException cause) {
    return at > 0
        ? PartialCommitException.unjournaled(points(written), at, cause)
        : untouched(written, at, cause);
  }

  static List<Key> points(List<BatchPart> written) {
    return written.stream().map(part -> part.mounted().prefix()).toList();
  }

  /** Returns the failure of one store to commit, with nothing applied at any other. */
  static RuntimeException untouched(List<BatchPart> written, int at, RuntimeException cause) {
    if (!(cause instanceof DatastoreException failure)) {
      return cause;
    }
    Mounted failed = written.get(at).mounted();
    List<Key> others =
        points(written).stream().filter(point -> !point.equals(failed.prefix())).toList();
    String nowhere = others.isEmpty() ? "" : " (nothing was applied at " + others + ")";
    return failed.failure("commit a batch" + nowhere, failure);
  }

  @Override
  public void close() {
    used = true;
    Closing.all(parts);
  }

  private void checkUsable() {
    if (points.lifecycle().isClosed()) {
      throw points.lifecycle().closedException();
    }
    if (used) {
      throw new IllegalStateException("a batch is used once: this one was committed or closed");
    }
  }
}
