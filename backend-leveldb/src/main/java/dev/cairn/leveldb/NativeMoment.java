package dev.cairn.leveldb;

import org.fusesource.leveldbjni.internal.NativeDB;
import org.fusesource.leveldbjni.internal.NativeReadOptions;
import org.fusesource.leveldbjni.internal.NativeSnapshot;

/** A store of the native library at one moment: its snapshot. */
final class NativeMoment extends NativeReader {

  private final NativeDB db;
  private final NativeSnapshot snapshot;

  private NativeMoment(NativeDB db, NativeReadOptions reading, NativeSnapshot snapshot) {
    super(db, reading);
    this.db = db;
    this.snapshot = snapshot;
  }

  /** {@return the store as it is now} */
  static NativeMoment of(NativeDB db, boolean verifyChecksums) {
    NativeSnapshot snapshot = db.getSnapshot();
    NativeReadOptions reading =
        new NativeReadOptions().verifyChecksums(verifyChecksums).snapshot(snapshot);
    return new NativeMoment(db, reading, snapshot);
  }

  @Override
  public void close() {
    db.releaseSnapshot(snapshot);
  }
}
