package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.View;
import java.util.Optional;
import java.util.Set;

/** Shows a store and refuses every write to it with {@link ReadOnlyDatastoreException}. */
public final class ReadOnlyDatastore extends ForwardingDatastore {

  private static final Set<Class<?>> READING =
      Set.of(DiskUsage.class, Snapshots.class, View.class, Check.class, Checkpoint.class);

  /**
   * Wraps a store.
   *
   * @param delegate the store to protect, which the wrapper owns
   */
  public ReadOnlyDatastore(Datastore delegate) {
    super(delegate);
  }

  @Override
  protected <T> Optional<T> adapt(Class<T> ability, T below) {
    return READING.contains(ability) ? Optional.of(below) : Optional.empty();
  }

  /** {@return no {@link Batching}, and of the rest what only reads} */
  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    return ability == Batching.class ? Optional.empty() : super.capability(ability);
  }

  @Override
  public void put(Key key, byte[] value) {
    throw refusal("put " + key);
  }

  @Override
  public void delete(Key key) {
    throw refusal("delete " + key);
  }

  @Override
  public Batch batch() {
    throw refusal("write a batch");
  }

  /** Does nothing: there are no writes to make durable. */
  @Override
  public void sync(Key prefix) {}

  private ReadOnlyDatastoreException refusal(String attempt) {
    return new ReadOnlyDatastoreException(
        "cannot " + attempt + ": " + delegate() + " is open for reading only");
  }
}
