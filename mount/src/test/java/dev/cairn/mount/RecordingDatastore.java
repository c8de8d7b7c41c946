package dev.cairn.mount;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.util.ArrayList;
import java.util.List;

/** A store that remembers what it was asked, and counts what it handed out and did not get back. */
final class RecordingDatastore extends ForwardingDatastore implements DiskUsage {

  final List<Query> queries = new ArrayList<>();
  final List<Key> syncs = new ArrayList<>();
  final List<Durability> commits = new ArrayList<>();
  int batches;
  int openResults;
  int openBatches;
  int closings;
  long diskUsage;

  /** Runs in the middle of a put: after it was called, before anything is written. */
  Runnable beforePut = () -> {};

  private final Batching delegate;

  RecordingDatastore(Batching delegate) {
    super(delegate);
    this.delegate = delegate;
  }

  @Override
  public void put(Key key, byte[] value) {
    beforePut.run();
    super.put(key, value);
  }

  @Override
  public Results query(Query query) {
    queries.add(query);
    Results results = super.query(query);
    openResults++;
    return new CountedResults(results);
  }

  @Override
  public void sync(Key prefix) {
    syncs.add(prefix);
    super.sync(prefix);
  }

  @Override
  public Batch batch() {
    batches++;
    openBatches++;
    return new CountedBatch(delegate.batch());
  }

  @Override
  public long diskUsage() {
    return diskUsage;
  }

  @Override
  public void close() {
    closings++;
    super.close();
  }

  private final class CountedResults implements Results {
    private final Results results;
    private boolean closed;

    CountedResults(Results results) {
      this.results = results;
    }

    @Override
    public Query query() {
      return results.query();
    }

    @Override
    public boolean hasNext() {
      return results.hasNext();
    }

    @Override
    public Entry next() {
      return results.next();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openResults--;
      }
      results.close();
    }
  }

  private final class CountedBatch implements Batch {
    private final Batch batch;
    private boolean closed;

    CountedBatch(Batch batch) {
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
      commits.add(durability);
      batch.commit(durability);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openBatches--;
      }
      batch.close();
    }
  }
}
