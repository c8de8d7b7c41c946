package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The base of wrappers: passes every call on.
 *
 * <p>It has a {@link #batch()} whatever the store below can do; whether that works is told by
 * {@link #capability}, which is true through any number of wrappers: an ability is there where the
 * wrapper implements it itself, and one of the store below only where the wrapper {@linkplain
 * #adapt adapts} it, so that none goes round the wrapper.
 */
public abstract class ForwardingDatastore implements Batching {

  private final Datastore delegate;

  /**
   * Creates a wrapper.
   *
   * @param delegate the store below, which the wrapper owns: closing the one closes the other
   */
  protected ForwardingDatastore(Datastore delegate) {
    this.delegate = delegate;
  }

  /** {@return the store below} */
  protected final Datastore delegate() {
    return delegate;
  }

  /**
   * {@return an ability of the store below as this wrapper has it; nothing, as here, where the
   * wrapper cannot keep its own promise with it}
   *
   * @param ability the interface asked for, other than {@link Batching}
   * @param below the ability of the store below
   * @param <T> the interface
   */
  protected <T> Optional<T> adapt(Class<T> ability, T below) {
    return Optional.empty();
  }

  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    if (ability == Batching.class) {
      return delegate.capability(Batching.class).map(below -> ability.cast(this));
    }
    if (ability.isInstance(this)) {
      return Optional.of(ability.cast(this));
    }
    return delegate.capability(ability).flatMap(below -> adapt(ability, below));
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

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOperationException if the store below cannot take batches
   */
  @Override
  public Batch batch() {
    return Datastores.require(delegate, Batching.class).batch();
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
