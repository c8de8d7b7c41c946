package dev.cairn.keystore;

import dev.cairn.datastore.Datastore;

/** The set in a datastore as it was at some moment. */
final class SnapshotView extends StoredView {

  private final Datastore snapshot;
  private final long count;

  /**
   * Creates a view.
   *
   * @param snapshot the datastore as it was; closed with this
   * @param count how many multihashes are in it
   */
  SnapshotView(Datastore snapshot, long count) {
    super(snapshot);
    this.snapshot = snapshot;
    this.count = count;
  }

  @Override
  public long size() {
    snapshot.has(CompactLayout.FORMAT); // refuses where this is closed
    return count;
  }

  @Override
  public void close() {
    snapshot.close();
  }

  @Override
  public String toString() {
    return "snapshot(" + snapshot + ")";
  }
}
