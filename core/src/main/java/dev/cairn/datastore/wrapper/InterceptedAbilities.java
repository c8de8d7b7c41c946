package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Every ability of a store below, with an {@link Interceptor} around each call. */
final class InterceptedAbilities {

  private InterceptedAbilities() {}

  /**
   * Returns all abilities.
   *
   * @param calls makes the calls
   * @param snapshots makes the snapshot that is handed out of one below
   */
  static Abilities all(Interceptor calls, UnaryOperator<Datastore> snapshots) {
    Abilities all = new Abilities();
    addReads(all, calls, snapshots);
    addWrites(all, calls);
    addUpkeep(all, calls);
    return all;
  }

  private static void addReads(
      Abilities all, Interceptor calls, UnaryOperator<Datastore> snapshots) {
    all.with(View.class, below -> new OfView(below, calls))
        .with(
            Snapshots.class,
            below ->
                () -> snapshots.apply(calls.call(Operation.SNAPSHOT, Key.ROOT, below::snapshot)));
  }

  private static void addWrites(Abilities all, Interceptor calls) {
    all.with(ConditionalWrites.class, below -> new OfConditionalWrites(below, calls))
        .with(Expiring.class, below -> new OfExpiring(below, calls))
        .with(
            Transactions.class,
            below ->
                () -> new OfTransaction(calls.call(Operation.BEGIN, Key.ROOT, below::begin), calls))
        .with(
            BulkLoad.class,
            below ->
                () ->
                    new OfLoader(calls.call(Operation.BULK_LOAD, Key.ROOT, below::bulkLoad), calls))
        .with(
            RangeDelete.class,
            below ->
                range -> calls.run(Operation.DELETE_RANGE, range, () -> below.deleteRange(range)));
  }

  private static void addUpkeep(Abilities all, Interceptor calls) {
    all.with(
            DiskUsage.class,
            below -> () -> calls.call(Operation.DISK_USAGE, Key.ROOT, below::diskUsage))
        .with(
            Compaction.class,
            below -> range -> calls.run(Operation.COMPACT, range, () -> below.compact(range)))
        .with(
            GarbageCollection.class,
            below -> () -> calls.run(Operation.COLLECT_GARBAGE, Key.ROOT, below::collectGarbage))
        .with(Check.class, below -> () -> calls.call(Operation.CHECK, Key.ROOT, below::check))
        .with(Scrub.class, below -> () -> calls.call(Operation.SCRUB, Key.ROOT, below::scrub))
        .with(
            Checkpoint.class,
            below ->
                target -> calls.run(Operation.CHECKPOINT, target, () -> below.checkpoint(target)));
  }

  private record OfView(View below, Interceptor calls) implements View {
    @Override
    public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
      return calls.call(Operation.VIEW, key, () -> below.view(key, reader));
    }
  }

  private record OfConditionalWrites(ConditionalWrites below, Interceptor calls)
      implements ConditionalWrites {
    @Override
    public boolean putIfAbsent(Key key, byte[] value) {
      return calls.call(
          Operation.PUT_IF_ABSENT, key, value.length, () -> below.putIfAbsent(key, value));
    }

    @Override
    public boolean replace(Key key, byte[] expected, byte[] value) {
      return calls.call(
          Operation.REPLACE, key, value.length, () -> below.replace(key, expected, value));
    }
  }

  private record OfExpiring(Expiring below, Interceptor calls) implements Expiring {
    @Override
    public void put(Key key, byte[] value, Instant expiration) {
      calls.run(Operation.PUT_EXPIRING, key, value.length, () -> below.put(key, value, expiration));
    }

    @Override
    public boolean expireAt(Key key, Instant expiration) {
      return calls.call(Operation.EXPIRE_AT, key, () -> below.expireAt(key, expiration));
    }

    @Override
    public Optional<Instant> expiration(Key key) {
      return calls.call(Operation.EXPIRATION, key, () -> below.expiration(key));
    }

    @Override
    public long removeExpired() {
      return calls.call(Operation.REMOVE_EXPIRED, Key.ROOT, below::removeExpired);
    }
  }

  private record OfTransaction(Transaction below, Interceptor calls) implements Transaction {
    @Override
    public Optional<byte[]> get(Key key) {
      return calls.call(Operation.GET, key, () -> below.get(key));
    }

    @Override
    public boolean has(Key key) {
      return calls.call(Operation.HAS, key, () -> below.has(key));
    }

    @Override
    public Results query(Query query) {
      return calls.list(query, () -> below.query(query));
    }

    @Override
    public void put(Key key, byte[] value) {
      calls.run(Operation.BATCH_PUT, key, value.length, () -> below.put(key, value));
    }

    @Override
    public void delete(Key key) {
      calls.run(Operation.BATCH_DELETE, key, () -> below.delete(key));
    }

    @Override
    public void commit() {
      calls.run(Operation.COMMIT, Key.ROOT, below::commit);
    }

    @Override
    public void close() {
      below.close();
    }
  }

  private record OfLoader(BulkLoad.Loader below, Interceptor calls) implements BulkLoad.Loader {
    @Override
    public void add(Key key, byte[] value) {
      calls.run(Operation.BATCH_PUT, key, value.length, () -> below.add(key, value));
    }

    @Override
    public void commit() {
      calls.run(Operation.COMMIT, Key.ROOT, below::commit);
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
