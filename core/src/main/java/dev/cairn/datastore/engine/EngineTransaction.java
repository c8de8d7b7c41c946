package dev.cairn.datastore.engine;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.RangeSource.Direction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A transaction on a snapshot of an engine, with its own writes above it. At the commit it asks
 * whether anything that it depends on was written since it began; no other write goes on meanwhile.
 */
final class EngineTransaction extends GuardedHandle implements Transaction {

  private final SingleUse use;
  private final EngineReads reads;
  private final EngineMoment moment;
  private final WriteGate gate;
  private final StorageEngine engine;
  private final Set<Key> readKeys = new HashSet<>();
  private final List<TransactionScan> scans = new ArrayList<>();
  private final NavigableMap<Key, Operation> writes = new TreeMap<>();

  /**
   * Begins.
   *
   * @param lifecycle of the store, between whose enter and exit this is called
   * @param reads of the moment's snapshot
   * @param moment when it began; closed with the transaction
   * @param gate through which all writes of the store go
   * @param engine where the writes go
   */
  EngineTransaction(
      Lifecycle lifecycle,
      EngineReads reads,
      EngineMoment moment,
      WriteGate gate,
      StorageEngine engine) {
    super(lifecycle);
    this.use = new SingleUse("a transaction", lifecycle);
    this.reads = reads;
    this.moment = moment;
    this.gate = gate;
    this.engine = engine;
  }

  @Override
  public Optional<byte[]> get(Key key) {
    use.check();
    readKeys.add(key);
    Operation own = writes.get(key);
    return own == null
        ? guarded(() -> reads.get(key))
        : Optional.ofNullable(own.value()).map(byte[]::clone);
  }

  @Override
  public boolean has(Key key) {
    use.check();
    readKeys.add(key);
    Operation own = writes.get(key);
    return own == null ? guarded(() -> reads.has(key)) : own.value() != null;
  }

  @Override
  public Results query(Query query) {
    use.check();
    return guarded(() -> QueryEngine.run(query, this::scan));
  }

  private TransactionScan scan(KeyRange range, Direction direction, Projection projection) {
    TransactionScan scan =
        new TransactionScan(
            lifecycle(), reads.scan(range, direction, projection), range, direction, writes);
    scans.add(scan);
    return scan;
  }

  @Override
  public void put(Key key, byte[] value) {
    use.check();
    writes.put(key, new Operation(key, value.clone()));
  }

  @Override
  public void delete(Key key) {
    use.check();
    writes.put(key, new Operation(key, null));
  }

  @Override
  public void commit() {
    use.check();
    try {
      if (!writes.isEmpty()) {
        guarded(() -> reads.guarded("commit", this::commitAlone));
      }
    } catch (RuntimeException e) {
      Closing.onFailure(e, List.of(this));
      throw e;
    }
    close();
  }

  private int commitAlone() throws Exception {
    long stamp = gate.enterAlone();
    try {
      checkNothingChanged();
      writes.keySet().forEach(gate.recent()::note);
      engine.write(writes.values(), Durability.VISIBLE);
      return writes.size();
    } finally {
      gate.exit(stamp);
    }
  }

  private void checkNothingChanged() {
    readKeys.forEach(this::checkUnchanged);
    writes.keySet().forEach(this::checkUnchanged);
    for (TransactionScan scan : scans) {
      scan.stretch()
          .soFar()
          .flatMap(stretch -> gate.recent().findWrittenSince(moment.number(), stretch))
          .ifPresent(EngineTransaction::refuse);
    }
  }

  private void checkUnchanged(Key key) {
    if (gate.recent().isWrittenSince(moment.number(), key)) {
      refuse(key.toString());
    }
  }

  private static void refuse(String where) {
    throw TransactionConflictException.changed(where);
  }

  private interface Step<T> {
    T run();
  }

  /** Runs a step, during which nobody frees the snapshot. */
  private <T> T guarded(Step<T> step) {
    lifecycle().enter();
    lock().lock();
    try {
      use.check();
      return step.run();
    } finally {
      lock().unlock();
      lifecycle().exit();
    }
  }

  @Override
  protected void release() {
    use.end();
    List<AutoCloseable> held = new ArrayList<>(scans);
    held.add(moment);
    Closing.all(held);
  }
}
