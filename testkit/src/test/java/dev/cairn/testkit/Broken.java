package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.util.List;

/** A store in memory that is to be broken in one place. */
class Broken extends ForwardingDatastore {

  private final MemoryDatastore memory;

  Broken() {
    this(new MemoryDatastore());
  }

  private Broken(MemoryDatastore memory) {
    super(memory);
    this.memory = memory;
  }

  @Override
  public Batch batch() {
    return memory.batch();
  }

  /** Returns entries as results of another query. */
  final Results show(Query query, List<Entry> entries) {
    return new ListedResults(query, entries);
  }

  /** Asks the store in memory, which is not broken. */
  final List<Entry> ask(Query query) {
    return memory.query(query).toList();
  }

  /** A batch that is to be broken in one place. */
  static class BrokenBatch implements Batch {
    final Batch batch;

    BrokenBatch(Batch batch) {
      this.batch = batch;
    }

    @Override
    public void put(Key key, byte[] value) {
      batch.put(key, value);
    }

    @Override
    public void delete(Key key) {
      batch.delete(key);
    }

    @Override
    public int size() {
      return batch.size();
    }

    @Override
    public boolean atomic() {
      return batch.atomic();
    }

    @Override
    public void commit(Durability durability) {
      batch.commit(durability);
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
