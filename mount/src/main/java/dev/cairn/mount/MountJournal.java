package dev.cairn.mount;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.OperationList.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits batches across stores in one step: writes each down before the first of its parts, takes
 * it back where a part fails, and completes it at the next opening where the process died.
 *
 * <p>Every part is forced to the medium before the record is removed. As long as there is a record,
 * nobody else writes to its keys: so to apply it once more changes nothing that is newer, and
 * records may be applied in any order.
 */
final class MountJournal {

  private static final Logger log = LoggerFactory.getLogger(MountJournal.class);

  private final MountPoints points;
  private final BatchJournal journal;
  private final JournalPlace place;
  private final AtomicLong records = new AtomicLong();

  /** Opens the journal of mounts that nobody uses yet, and completes what it says. */
  MountJournal(MountPoints points, BatchJournal journal) {
    this.points = points;
    this.journal = journal;
    this.place = placeOf(journal, points.table());
    for (String name : place.names()) {
      complete(name);
      log.info("completed the batch that {} told of", place.describe(name));
    }
  }

  private static JournalPlace placeOf(BatchJournal journal, MountTable table) {
    if (journal.where() instanceof BatchJournal.InDirectory files) {
      return JournalFiles.in(files.directory());
    }
    Key key = ((BatchJournal.BelowKey) journal.where()).key();
    Mounted owner = table.owner(key);
    if (owner == null) {
      throw new IllegalArgumentException(
          "no store is mounted above %s, where the journal of batches is to lie".formatted(key));
    }
    return new JournalEntries(owner, owner.mount().inner(key));
  }

  /** Applies a record, as often as need be, and removes it. */
  private void complete(String name) {
    JournalRecord record = JournalRecord.decode(place.read(name), place.describe(name));
    MountTable table = points.table();
    for (JournalRecord.Part part : record.parts()) {
      requireSameOwner(part, table, name);
    }
    for (JournalRecord.Part part : record.parts()) {
      apply(table.at(part.point()), part.operations());
    }
    place.remove(name);
  }

  private void requireSameOwner(JournalRecord.Part part, MountTable table, String name) {
    Mounted mounted = table.find(part.point()).orElse(null);
    if (mounted == null || !ownsAll(mounted, part.operations(), table)) {
      throw new DatastoreException(
          "cannot complete the batch that %s tells of: it writes to the store at %s, where other"
                  .formatted(place.describe(name), part.point())
              + " mounts were then than %s; mount the same as then and open them once"
                  .formatted(table));
    }
  }

  private static boolean ownsAll(
      Mounted mounted, Iterable<Operation> operations, MountTable table) {
    for (Operation operation : operations) {
      if (table.owner(mounted.mount().outer(operation.key())) != mounted) {
        return false;
      }
    }
    return true;
  }

  private static void apply(Mounted mounted, Iterable<Operation> operations) {
    mounted.run(
        "complete a batch",
        store -> {
          try (Batch batch = Datastores.require(store, Batching.class).batch()) {
            for (Operation operation : operations) {
              byte[] value = operation.value();
              if (value == null) {
                batch.delete(operation.key());
              } else {
                batch.put(operation.key(), value);
              }
            }
            batch.commit(Durability.SYNCED);
          }
        });
  }

  /**
   * Applies all parts or none of them; with a call in progress on each store.
   *
   * @param unchanged throws where the keys have other stores by now; nothing is mounted over them
   *     from then on
   */
  void commit(List<BatchPart> parts, Runnable unchanged) {
    JournalRecord record = JournalRecord.of(parts);
    long length = record.length();
    if (length > journal.mostBytes()) {
      throw new DatastoreException(
          "cannot commit a batch at %s: %s takes %d bytes at once, and this needs %d; nothing was"
                  .formatted(MountBatch.points(parts), journal, journal.mostBytes(), length)
              + " written: commit less at a time, or set BatchJournal.withMostBytes");
    }
    Set<Key> keys = new HashSet<>();
    parts.forEach(part -> keys.addAll(part.keys()));
    WriteTurns.Claim claim = points.turns().claim(keys);
    List<PartUndo> undo;
    try {
      unchanged.run();
      undo = parts.stream().map(PartUndo::of).toList();
    } catch (RuntimeException | Error e) {
      claim.end();
      throw e;
    }
    String name = "%016x".formatted(records.incrementAndGet());
    writeDown(name, record.encode(), claim);
    commit(parts, undo, name, claim);
  }

  private void writeDown(String name, byte[] record, WriteTurns.Claim claim) {
    try {
      place.write(name, record);
    } catch (DatastoreException e) {
      throw unwritten(name, e, removeOrLeave(name, claim));
    } catch (RuntimeException | Error e) {
      removeOrLeave(name, claim).ifPresent(e::addSuppressed);
      throw e;
    }
  }

  /** What of a record was written may be whole, and come to life where it cannot be removed. */
  private DatastoreException unwritten(
      String name, DatastoreException cause, Optional<RuntimeException> left) {
    if (left.isEmpty()) {
      return Failures.naming("could not commit a batch, of which nothing was written", cause);
    }
    cause.addSuppressed(left.get());
    return Failures.naming(
        "could not commit a batch, of which nothing is applied; where %s is whole and the mounts are"
                .formatted(place.describe(name))
            + " opened again before it can be removed, the batch is applied then",
        cause);
  }

  private void commit(
      List<BatchPart> parts, List<PartUndo> undo, String name, WriteTurns.Claim claim) {
    Optional<Refused> failure;
    boolean whole = false;
    try {
      failure = applyOrTakeBack(parts, undo);
      whole = true;
    } finally {
      if (!whole) {
        claim.leave(() -> complete(name));
      }
    }
    Optional<RuntimeException> left = removeOrLeave(name, claim);
    if (failure.isPresent()) {
      throw left.isEmpty() ? failure.get().reason() : takenBack(parts, failure.get(), left.get());
    }
    left.ifPresent(
        it ->
            log.warn(
                "a batch was committed, and {} could not be removed; that is tried again before"
                    + " anything else is written to the keys of the batch",
                place.describe(name),
                it));
  }

  private static PartialCommitException takenBack(
      List<BatchPart> parts, Refused refused, RuntimeException left) {
    RuntimeException reason = refused.reason();
    reason.addSuppressed(left);
    return PartialCommitException.takenBack(MountBatch.points(parts), refused.at(), reason);
  }

  /** Which part failed, and why; nothing of any is applied. */
  private record Refused(int at, RuntimeException reason) {}

  /** The record must not come to life once others write to its keys: they wait until it is gone. */
  private Optional<RuntimeException> removeOrLeave(String name, WriteTurns.Claim claim) {
    try {
      place.remove(name);
    } catch (RuntimeException e) {
      claim.leave(() -> place.remove(name));
      return Optional.of(e);
    }
    claim.end();
    return Optional.empty();
  }

  /** Returns why nothing is applied, where something failed and what had been done is undone. */
  private Optional<Refused> applyOrTakeBack(List<BatchPart> parts, List<PartUndo> undo) {
    int at = 0;
    long turn = points.turns().beginClaimed();
    try {
      for (; at < parts.size(); at++) {
        parts.get(at).commit(Durability.SYNCED);
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      takeBack(parts, at, undo, e);
      return Optional.of(new Refused(at, MountBatch.untouched(parts, at, e)));
    } finally {
      points.turns().end(turn);
    }
  }

  /** Undoes the parts that were applied, and the one that failed where some of it is. */
  private static void takeBack(
      List<BatchPart> parts, int failed, List<PartUndo> undo, RuntimeException cause) {
    try {
      undo.subList(0, failed).forEach(PartUndo::apply);
      undo.get(failed).applyWhereChanged();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
      throw PartialCommitException.journaled(MountBatch.points(parts), failed, cause);
    }
  }
}
