package dev.cairn.testkit;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A transaction of the able store: a copy of all that it held, and what was written since. */
class OptimisticTransaction implements Transaction {

  private final AbleDatastore store;
  private final Map<Key, byte[]> before = new HashMap<>();
  private final Map<Key, byte @Nullable []> writes = new TreeMap<>();
  private final Set<Key> touched = new HashSet<>();
  private final List<KeyRange> ranges = new ArrayList<>();
  private final List<MemoryDatastore> views = new ArrayList<>();
  private final long start;
  private boolean used;

  OptimisticTransaction(AbleDatastore store) {
    this.store = store;
    this.start =
        store.alone(
            () -> {
              store
                  .memory
                  .query(Query.all())
                  .forEachRemaining(entry -> before.put(entry.key(), entry.value()));
              return store.change();
            });
  }

  @Override
  public Optional<byte[]> get(Key key) {
    checkUsable();
    touched.add(key);
    byte[] value = writes.containsKey(key) ? writes.get(key) : before.get(key);
    return Optional.ofNullable(value).map(byte[]::clone);
  }

  @Override
  public Results query(Query query) {
    checkUsable();
    ranges.add(query.range());
    Map<Key, byte[]> contents = new TreeMap<>(before);
    writes.forEach(
        (key, value) -> {
          if (value == null) {
            contents.remove(key);
          } else {
            contents.put(key, value);
          }
        });
    MemoryDatastore view = new MemoryDatastore();
    contents.forEach(view::put);
    views.add(view);
    return view.query(query);
  }

  @Override
  public void put(Key key, byte[] value) {
    checkUsable();
    touched.add(key);
    writes.put(key, value.clone());
  }

  @Override
  public void delete(Key key) {
    checkUsable();
    touched.add(key);
    writes.put(key, null);
  }

  @Override
  public void commit() {
    checkUsable();
    used = true;
    store.alone(
        () -> {
          for (Key key : store.changedSince(start)) {
            if (touched.contains(key) || ranges.stream().anyMatch(it -> it.contains(key))) {
              throw new TransactionConflictException(key + " was changed meanwhile");
            }
          }
          store.write(writes);
          return true;
        });
  }

  @Override
  public void close() {
    used = true;
    views.forEach(MemoryDatastore::close);
  }

  private void checkUsable() {
    if (store.isClosed()) {
      throw new DatastoreClosedException("the store is closed");
    }
    if (used) {
      throw new IllegalStateException("a transaction is used once");
    }
  }
}
