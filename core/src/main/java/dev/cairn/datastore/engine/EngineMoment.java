package dev.cairn.datastore.engine;

import dev.cairn.datastore.engine.StorageEngine.Snapshotting;

/** The store as it was when a transaction began, and when that was. */
final class EngineMoment implements AutoCloseable {

  private final WriteGate gate;
  private final long number;
  private final EngineReader snapshot;

  private EngineMoment(WriteGate gate, long number, EngineReader snapshot) {
    this.gate = gate;
    this.number = number;
    this.snapshot = snapshot;
  }

  /** {@return this moment; while it is taken, no write is under way} */
  static EngineMoment now(WriteGate gate, Snapshotting engine) throws Exception {
    long stamp = gate.enterAlone();
    try {
      EngineReader snapshot = engine.snapshot();
      return new EngineMoment(gate, gate.recent().begin(), snapshot);
    } finally {
      gate.exit(stamp);
    }
  }

  /** {@return when it was, as {@link RecentWrites} count} */
  long number() {
    return number;
  }

  EngineReader snapshot() {
    return snapshot;
  }

  @Override
  public void close() throws Exception {
    long stamp = gate.enterAlone();
    try {
      gate.recent().end(number);
    } finally {
      gate.exit(stamp);
    }
    snapshot.close();
  }
}
