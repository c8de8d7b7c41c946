package dev.cairn.datastore.async;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.wrapper.ForwardingBatch;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A store whose calls stop between two steps, with {@link dev.cairn.datastore.CancelledException},
 * when a token is cancelled. The steps are the call itself; in a listing, each entry that is read;
 * in a read of many keys, some of them; in a batch, each write and the commit. A call that has
 * begun in the engine ends there: a write is done or not, and a commit that has begun is done
 * whole.
 */
public final class CancellableDatastore extends ForwardingDatastore {

  /** As many keys are read between two looks at the token. */
  private static final int KEYS_AT_ONCE = 64;

  private final CancellationToken token;

  /**
   * Wraps a store.
   *
   * @param delegate the store, which the wrapper owns: closing the one closes the other
   * @param token tells when to stop
   */
  public CancellableDatastore(Datastore delegate, CancellationToken token) {
    super(delegate);
    this.token = token;
  }

  /** Makes words of it only where they are needed. */
  private void check(String verb, Object what) {
    if (token.isCancelled()) {
      token.check(verb + " " + what);
    }
  }

  /**
   * {@return the ability as it is: each of its calls is one step; a snapshot's reads are stopped as
   * the store's are}
   */
  @Override
  protected <T> Optional<T> adapt(Class<T> ability, T below) {
    if (ability == Snapshots.class && below instanceof Snapshots snapshots) {
      Snapshots stoppable =
          () -> {
            check("take", "a snapshot");
            return new CancellableDatastore(snapshots.snapshot(), token);
          };
      return Optional.of(ability.cast(stoppable));
    }
    return Optional.of(below);
  }

  @Override
  public Optional<byte[]> get(Key key) {
    check("get", key);
    return super.get(key);
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    List<Key> wanted = new ArrayList<>(keys);
    if (wanted.size() <= KEYS_AT_ONCE) {
      check("get", "many keys");
      return super.getAll(wanted);
    }
    Map<Key, byte[]> found = new LinkedHashMap<>();
    for (int from = 0; from < wanted.size(); from += KEYS_AT_ONCE) {
      check("get", "many keys");
      int to = Math.min(from + KEYS_AT_ONCE, wanted.size());
      found.putAll(super.getAll(wanted.subList(from, to)));
    }
    return found;
  }

  @Override
  public boolean has(Key key) {
    check("look for", key);
    return super.has(key);
  }

  @Override
  public OptionalLong size(Key key) {
    check("look for", key);
    return super.size(key);
  }

  @Override
  public void put(Key key, byte[] value) {
    check("put", key);
    super.put(key, value);
  }

  @Override
  public void delete(Key key) {
    check("delete", key);
    super.delete(key);
  }

  @Override
  public Results query(Query query) {
    token.check(query);
    return new CancellableResults(query, super.query(query.cancelledBy(token)));
  }

  @Override
  public void sync(Key prefix) {
    check("sync", prefix);
    super.sync(prefix);
  }

  @Override
  public Batch batch() {
    check("begin", "a batch");
    return new CancellableBatch(super.batch());
  }

  /** Asks before each entry, whatever the store below makes of the query's token. */
  private final class CancellableResults implements Results {
    private final Query query;
    private final Results results;

    CancellableResults(Query query, Results results) {
      this.query = query;
      this.results = results;
    }

    @Override
    public Query query() {
      return query;
    }

    @Override
    public boolean hasNext() {
      token.check(query);
      return results.hasNext();
    }

    @Override
    public Entry next() {
      token.check(query);
      return results.next();
    }

    @Override
    public void close() {
      results.close();
    }
  }

  private final class CancellableBatch extends ForwardingBatch {
    CancellableBatch(Batch delegate) {
      super(delegate);
    }

    @Override
    public void put(Key key, byte[] value) {
      check("put into a batch", key);
      super.put(key, value);
    }

    @Override
    public void delete(Key key) {
      check("delete in a batch", key);
      super.delete(key);
    }

    @Override
    public void commit(Durability durability) {
      check("commit", "a batch");
      super.commit(durability);
    }
  }
}
