package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.wrapper.ForwardingBatch;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The base of wrappers to which something happens before each call. */
abstract class InterceptedDatastore extends ForwardingDatastore {

  InterceptedDatastore(Datastore delegate) {
    super(delegate);
  }

  /** Happens before each call; the call is made where this returns. */
  abstract void before(Operation operation);

  @Override
  public Optional<byte[]> get(Key key) {
    before(Operation.GET);
    return super.get(key);
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    before(Operation.GET_ALL);
    return super.getAll(keys);
  }

  @Override
  public boolean has(Key key) {
    before(Operation.HAS);
    return super.has(key);
  }

  @Override
  public OptionalLong size(Key key) {
    before(Operation.SIZE);
    return super.size(key);
  }

  @Override
  public void put(Key key, byte[] value) {
    before(Operation.PUT);
    super.put(key, value);
  }

  @Override
  public void delete(Key key) {
    before(Operation.DELETE);
    super.delete(key);
  }

  @Override
  public Results query(Query query) {
    before(Operation.QUERY);
    return new InterceptedResults(super.query(query));
  }

  @Override
  public void sync(Key prefix) {
    before(Operation.SYNC);
    super.sync(prefix);
  }

  @Override
  public Batch batch() {
    before(Operation.BATCH);
    return new InterceptedBatch(super.batch());
  }

  @Override
  public void close() {
    before(Operation.CLOSE);
    super.close();
  }

  private final class InterceptedResults implements Results {
    private final Results results;

    InterceptedResults(Results results) {
      this.results = results;
    }

    @Override
    public Query query() {
      return results.query();
    }

    @Override
    public boolean hasNext() {
      before(Operation.STEP);
      return results.hasNext();
    }

    @Override
    public Entry next() {
      before(Operation.STEP);
      return results.next();
    }

    @Override
    public void close() {
      results.close();
    }
  }

  private final class InterceptedBatch extends ForwardingBatch {

    InterceptedBatch(Batch batch) {
      super(batch);
    }

    @Override
    public void put(Key key, byte[] value) {
      before(Operation.BATCH_PUT);
      super.put(key, value);
    }

    @Override
    public void delete(Key key) {
      before(Operation.BATCH_DELETE);
      super.delete(key);
    }

    @Override
    public void commit(Durability durability) {
      before(Operation.COMMIT);
      super.commit(durability);
    }
  }
}
