package dev.cairn.datastore.engine;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.ReadOnlyDatastoreException;

/**
 * The base of stores as they were at one moment: the reads are the subclass's, every write is
 * refused. A snapshot is closed with its store, at the latest.
 *
 * <p>The store creates it between {@link Lifecycle#enter} and {@link Lifecycle#exit}; it registers
 * itself.
 */
public abstract class SnapshotDatastore implements Datastore {

  private final String what;
  private final Lifecycle store;
  private final Lifecycle lifecycle;

  /**
   * Creates a snapshot that closes with its store.
   *
   * @param of the store in words, such as {@code the LevelDB store at /data}
   * @param store the store's lifecycle, open
   */
  @SuppressWarnings("this-escape") // registering is the last step; only close() may follow
  protected SnapshotDatastore(String of, Lifecycle store) {
    this.what = "a snapshot of " + of;
    this.store = store;
    this.lifecycle = new Lifecycle(what);
    store.register(this);
  }

  /**
   * {@return the snapshot's own lifecycle, between whose {@link Lifecycle#enter} and {@link
   * Lifecycle#exit} reads stand and with which scans are registered}
   */
  protected final Lifecycle lifecycle() {
    return lifecycle;
  }

  /** Frees what the snapshot holds. Called once, with no read in progress, the store still open. */
  protected abstract void release();

  @Override
  public final void put(Key key, byte[] value) {
    throw refusal("put " + key);
  }

  @Override
  public final void delete(Key key) {
    throw refusal("delete " + key);
  }

  private RuntimeException refusal(String attempt) {
    return lifecycle.isClosed()
        ? lifecycle.closedException()
        : new ReadOnlyDatastoreException(
            "cannot %s: %s never changes; write to the store itself".formatted(attempt, what));
  }

  /** Makes nothing durable: there are no writes. */
  @Override
  public final void sync(Key prefix) {
    lifecycle.enter();
    lifecycle.exit();
  }

  /** {@inheritDoc} The store may be closing meanwhile: it waits until this is done. */
  @Override
  public final void close() {
    lifecycle.close(
        () -> {
          try {
            release();
          } finally {
            store.unregister(this); // not earlier: what the store has forgotten it does not await
          }
        });
  }

  /** {@return the snapshot in words, such as {@code a snapshot of memory}} */
  @Override
  public final String toString() {
    return what;
  }
}
