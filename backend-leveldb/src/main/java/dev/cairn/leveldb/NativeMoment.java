package dev.cairn.leveldb;

import org.fusesource.leveldbjni.internal.NativeDB;
import org.fusesource.leveldbjni.internal.NativeSnapshot;

/** A store of the native library at one moment: its snapshot. */
final class NativeMoment extends NativeReader {

  private final NativeDB db;
  private final NativeSnapshot snapshot;

  private NativeMoment(
      NativeDB db, NativeSnapshot snapshot, boolean verifyChecksums, DiskReserve reserve) {
    super(db, snapshot, verifyChecksums, reserve);
    this.db = db;
    this.snapshot = snapshot;
  }

  /** {@return the store as it is now} */
  static NativeMoment of(NativeDB db, boolean verifyChecksums, DiskReserve reserve) {
    return new NativeMoment(db, db.getSnapshot(), verifyChecksums, reserve);
  }

  @Override
  public void close() {
    db.releaseSnapshot(snapshot);
  }
}
