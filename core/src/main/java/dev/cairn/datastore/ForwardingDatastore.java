package dev.cairn.datastore;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The base of wrappers: passes every call on. What it passes on of capabilities is a wrapper's own
 * decision, since an ability of the store below may go round the wrapper: here there are none but
 * the wrapper's own interfaces.
 */
public abstract class ForwardingDatastore implements Datastore {

  private final Datastore delegate;

  /**
   * Creates a wrapper that owns {@code delegate}: closing the one closes the other.
   *
   * @param delegate the store below
   */
  protected ForwardingDatastore(Datastore delegate) {
    this.delegate = delegate;
  }

  /** {@return the store below} */
  protected Datastore delegate() {
    return delegate;
  }

  @Override
  public Optional<byte[]> get(Key key) {
    return delegate.get(key);
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    return delegate.getAll(keys);
  }

  @Override
  public boolean has(Key key) {
    return delegate.has(key);
  }

  @Override
  public OptionalLong size(Key key) {
    return delegate.size(key);
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
  public Results query(Query query) {
    return delegate.query(query);
  }

  @Override
  public void sync(Key prefix) {
    delegate.sync(prefix);
  }

  @Override
  public void close() {
    delegate.close();
  }

  /** {@return the name of the wrapper and, in parentheses, what it wraps} */
  @Override
  public String toString() {
    return getClass().getSimpleName() + "(" + delegate + ")";
  }
}
