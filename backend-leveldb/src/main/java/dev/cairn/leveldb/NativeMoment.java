package dev.cairn.leveldb;

import org.fusesource.leveldbjni.internal.NativeDB;
import org.fusesource.leveldbjni.internal.NativeSnapshot;

/** A store of the native library at one moment: its snapshot. */
final class NativeMoment extends NativeReader {

  private final NativeDB db;
  private final NativeSnapshot snapshot;

  /**
   * Takes a snapshot over.
   *
   * @param store of which it is one
   * @param snapshot released when this is closed
   */
  NativeMoment(NativeReader store, NativeDB db, NativeSnapshot snapshot) {
    super(store, snapshot);
    this.db = db;
    this.snapshot = snapshot;
  }

  @Override
  public void close() {
    db.releaseSnapshot(snapshot);
  }
}
