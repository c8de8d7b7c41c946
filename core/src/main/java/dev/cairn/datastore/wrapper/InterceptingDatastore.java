package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The base of wrappers that do one and the same around every call: each call on the store, on what
 * it hands out and on its abilities goes through {@link #call}.
 */
abstract class InterceptingDatastore extends ForwardingDatastore {

  private final Interceptor calls = new Calls();
  private final Abilities abilities = InterceptedAbilities.all(calls, this::around);

  InterceptingDatastore(Datastore delegate) {
    super(delegate);
  }

  /** Makes a call of the store below; see {@link Interceptor#call}. */
  abstract <T> T call(Operation operation, Object subject, long bytes, Supplier<T> call);

  /** Asks a query, of the store below or of a transaction on it. */
  Results list(Query query, Supplier<Results> ask) {
    return call(Operation.QUERY, query, 0, ask);
  }

  private final class Calls implements Interceptor {
    @Override
    public <T> T call(Operation operation, Object subject, long bytes, Supplier<T> call) {
      return InterceptingDatastore.this.call(operation, subject, bytes, call);
    }

    @Override
    public Results list(Query query, Supplier<Results> ask) {
      return InterceptingDatastore.this.list(query, ask);
    }
  }

  /** Returns the same wrapper around another store. */
  abstract Datastore around(Datastore other);

  /** Returns what every call goes through. */
  final Interceptor calls() {
    return calls;
  }

  @Override
  protected final <T> Optional<T> adapt(Class<T> ability, T below) {
    return abilities.adapt(ability, below);
  }

  @Override
  public Optional<byte[]> get(Key key) {
    return calls.call(Operation.GET, key, () -> super.get(key));
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    return calls.call(Operation.GET_ALL, keys, () -> super.getAll(keys));
  }

  @Override
  public boolean has(Key key) {
    return calls.call(Operation.HAS, key, () -> super.has(key));
  }

  @Override
  public OptionalLong size(Key key) {
    return calls.call(Operation.SIZE, key, () -> super.size(key));
  }

  @Override
  public void put(Key key, byte[] value) {
    calls.run(Operation.PUT, key, value.length, () -> super.put(key, value));
  }

  @Override
  public void delete(Key key) {
    calls.run(Operation.DELETE, key, () -> super.delete(key));
  }

  @Override
  public Results query(Query query) {
    return list(query, () -> super.query(query));
  }

  @Override
  public void sync(Key prefix) {
    calls.run(Operation.SYNC, prefix, () -> super.sync(prefix));
  }

  @Override
  public Batch batch() {
    return new InterceptedBatch(calls.call(Operation.BATCH, Key.ROOT, () -> super.batch()), calls);
  }

  @Override
  public void close() {
    calls.run(Operation.CLOSE, Key.ROOT, () -> super.close());
  }

  private static final class InterceptedBatch extends ForwardingBatch {
    private final Interceptor calls;

    InterceptedBatch(Batch delegate, Interceptor calls) {
      super(delegate);
      this.calls = calls;
    }

    @Override
    public void put(Key key, byte[] value) {
      calls.run(Operation.BATCH_PUT, key, value.length, () -> super.put(key, value));
    }

    @Override
    public void delete(Key key) {
      calls.run(Operation.BATCH_DELETE, key, () -> super.delete(key));
    }

    @Override
    public void commit(Durability durability) {
      calls.run(Operation.COMMIT, Key.ROOT, () -> super.commit(durability));
    }
  }
}
