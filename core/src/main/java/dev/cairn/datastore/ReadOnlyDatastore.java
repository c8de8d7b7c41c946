package dev.cairn.datastore;

import java.util.Optional;

/** Shows a store and refuses every write to it with {@link ReadOnlyDatastoreException}. */
public final class ReadOnlyDatastore extends ForwardingDatastore {

  /**
   * Wraps {@code delegate}, which it owns.
   *
   * @param delegate closed with this one
   */
  public ReadOnlyDatastore(Datastore delegate) {
    super(delegate);
  }

  @Override
  public void put(Key key, byte[] value) {
    throw refusal("put " + key);
  }

  @Override
  public void delete(Key key) {
    throw refusal("delete " + key);
  }

  /** Does nothing: there are no writes to make durable. */
  @Override
  public void sync(Key prefix) {}

  /** Passes on what only reads. */
  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    return ability == DiskUsage.class ? delegate().capability(ability) : super.capability(ability);
  }

  private ReadOnlyDatastoreException refusal(String attempt) {
    return new ReadOnlyDatastoreException(
        "cannot " + attempt + ": " + delegate() + " is open for reading only");
  }
}
