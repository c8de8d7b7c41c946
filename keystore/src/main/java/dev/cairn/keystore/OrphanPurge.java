package dev.cairn.keystore;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes, from the datastore that a node shares among its parts, the keys that older versions of
 * Kubo left there when they kept the keystore in it: all below {@code /provider/keystore/0} and
 * {@code /provider/keystore/1}. Their neighbour {@code /provider/keystore/active}, which newer
 * versions still use, is left alone.
 *
 * <p>Keys are deleted in batches of {@value #BATCH_SIZE}, each of them durable when the next one
 * begins. Where the process dies, or the purge is cancelled or fails, the next one goes on with
 * what is left. In the end the range is compacted, where the store can, and a durable mark below
 * {@code /cairn} says that all is done.
 *
 * <p>An older version that runs again leaves orphans again. So {@link #isNeeded()} looks for one
 * also where the mark is there; that reads a key at most.
 *
 * <p>For one thread at a time; the store may be used by others meanwhile.
 */
public final class OrphanPurge {

  /** How many keys are deleted at once. */
  static final int BATCH_SIZE = 4096;

  /** What tells how far the purge has come. */
  static final Key MARK = Key.of("/cairn/keystore/orphan-purge");

  private static final Logger log = LoggerFactory.getLogger(OrphanPurge.class);

  private static final List<Key> PLACES =
      List.of(Key.of("/provider/keystore/0"), Key.of("/provider/keystore/1"));

  private final Datastore store;

  private OrphanPurge(Datastore store) {
    this.store = store;
  }

  /**
   * {@return the purge of a datastore}
   *
   * @param store the datastore; it stays open
   */
  public static OrphanPurge of(Datastore store) {
    return new OrphanPurge(store);
  }

  /** What the mark says; where there is none, no purge has ever begun. */
  private enum Progress {
    /** Keys are being deleted, or the range waits to be compacted. */
    BEGUN,
    DONE;

    byte[] toBytes() {
      return name().getBytes(StandardCharsets.US_ASCII);
    }
  }

  /**
   * {@return whether no purge has been completed so far, or there are orphans again}
   *
   * @throws DatastoreException if the store cannot be read
   */
  public boolean isNeeded() {
    return !marked(Progress.DONE) || hasOrphans();
  }

  private boolean hasOrphans() {
    return PLACES.stream().anyMatch(place -> Datastores.existsUnder(store, place));
  }

  /**
   * Deletes all orphans that there are. Where there are none, nothing is written but the mark, and
   * that once.
   *
   * @param cancellation asked before each key, and before the compaction
   * @return what was done
   * @throws CancelledException if it was cancelled; what was deleted stays deleted
   * @throws UnsupportedOperationException if the store has no batches
   * @throws DatastoreException if the store fails
   */
  public PurgeResult run(CancellationToken cancellation) {
    return run(cancellation, keys -> {});
  }

  /**
   * As {@link #run(CancellationToken)}, and tells how far it has come.
   *
   * @param cancellation asked before each key, and before the compaction
   * @param progress is told, after each batch, how many keys are deleted so far
   * @return what was done
   * @throws CancelledException if it was cancelled; what was deleted stays deleted
   * @throws UnsupportedOperationException if the store has no batches
   * @throws DatastoreException if the store fails
   */
  public PurgeResult run(CancellationToken cancellation, LongConsumer progress) {
    if (!marked(Progress.BEGUN) && !hasOrphans()) {
      if (!marked(Progress.DONE)) {
        mark(Progress.DONE);
      }
      return new PurgeResult(0, OptionalLong.empty());
    }
    return purge(cancellation, progress);
  }

  private PurgeResult purge(CancellationToken cancellation, LongConsumer progress) {
    log.info("deleting the keys that older versions left in {} below {}", store, PLACES);
    mark(Progress.BEGUN);
    OptionalLong before = diskUsage();
    long keys = 0;
    for (Key place : PLACES) {
      keys = deleteBelow(place, keys, cancellation, progress);
    }
    compact(cancellation);
    PurgeResult result = new PurgeResult(keys, freedSince(before));
    mark(Progress.DONE);
    log.info(
        "deleted {} keys that older versions left in {}; {} bytes freed",
        keys,
        store,
        result.bytesFreed().orElse(0));
    return result;
  }

  private long deleteBelow(
      Key place, long deletedBefore, CancellationToken cancellation, LongConsumer progress) {
    long deleted = deletedBefore;
    Batching batching = Datastores.require(store, Batching.class);
    Query query = Query.below(place).keysOnly().cancelledBy(cancellation);
    try (Results orphans = store.query(query)) {
      while (orphans.hasNext()) {
        deleted += deleteNext(batching, orphans);
        progress.accept(deleted);
      }
    }
    return deleted;
  }

  private static int deleteNext(Batching batching, Results orphans) {
    try (Batch batch = batching.batch()) {
      while (batch.size() < BATCH_SIZE && orphans.hasNext()) {
        batch.delete(orphans.next().key());
      }
      int size = batch.size();
      batch.commit(Durability.SYNCED);
      return size;
    }
  }

  private void compact(CancellationToken cancellation) {
    Optional<Compaction> compaction = store.capability(Compaction.class);
    for (Key place : PLACES) {
      cancellation.check("compacting " + place);
      compaction.ifPresent(able -> able.compact(KeyRange.below(place)));
    }
  }

  private OptionalLong diskUsage() {
    return store
        .capability(DiskUsage.class)
        .map(usage -> OptionalLong.of(usage.diskUsage()))
        .orElseGet(OptionalLong::empty);
  }

  private OptionalLong freedSince(OptionalLong before) {
    OptionalLong after = diskUsage();
    return before.isPresent() && after.isPresent()
        ? OptionalLong.of(Math.max(0, before.getAsLong() - after.getAsLong()))
        : OptionalLong.empty();
  }

  private boolean marked(Progress progress) {
    return store.get(MARK).filter(mark -> Arrays.equals(mark, progress.toBytes())).isPresent();
  }

  private void mark(Progress progress) {
    store.put(MARK, progress.toBytes());
    store.sync(MARK);
  }
}
