package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;

/** The base of batches that wrap another: passes every call on. */
public abstract class ForwardingBatch implements Batch {

  private final Batch delegate;

  /**
   * Creates a wrapper.
   *
   * @param delegate the batch below, which the wrapper owns
   */
  protected ForwardingBatch(Batch delegate) {
    this.delegate = delegate;
  }

  @Override
  public void put(Key key, byte[] value) {
    delegate.put(key, value);
  }

  @Override
  public void delete(Key key) {
    delegate.delete(key);
  }

  @Override
  public int size() {
    return delegate.size();
  }

  @Override
  public boolean atomic() {
    return delegate.atomic();
  }

  @Override
  public void commit(Durability durability) {
    delegate.commit(durability);
  }

  @Override
  public void close() {
    delegate.close();
  }
}
