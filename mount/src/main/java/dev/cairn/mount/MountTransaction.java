package dev.cairn.mount;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.SingleUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A transaction on the one store that is mounted, by the keys of the mounts. */
final class MountTransaction implements Transaction {

  private final MountPoints points;
  private final MountTable table;
  private final SingleUse use;
  private final Mounted mounted;
  private final Transaction below;
  private final List<Results> listings = new ArrayList<>();

  private MountTransaction(MountPoints points, MountTable table, Mounted mounted) {
    this.points = points;
    this.table = table;
    this.use = new SingleUse("a transaction", points.lifecycle());
    this.mounted = mounted;
    this.below =
        mounted.call(
            "begin a transaction", store -> Datastores.require(store, Transactions.class).begin());
  }

  /**
   * Begins a transaction, with a call in progress on the store.
   *
   * @throws UnsupportedOperationException if there is another store by now
   */
  static MountTransaction begin(MountPoints points, MountTable table) {
    if (table.deepestFirst().size() != 1) {
      throw new UnsupportedOperationException(
          "no transaction across %s: stores do not see what was read in others; use a batch"
              .formatted(table));
    }
    return new MountTransaction(points, table, table.deepestFirst().get(0));
  }

  @Override
  public Optional<byte[]> get(Key key) {
    use.check();
    return table.owner(key) == null
        ? Optional.empty()
        : call("get " + key, it -> it.get(mounted.mount().inner(key)));
  }

  @Override
  public boolean has(Key key) {
    use.check();
    return table.owner(key) != null
        && call("look for " + key, it -> it.has(mounted.mount().inner(key)));
  }

  @Override
  public void put(Key key, byte[] value) {
    use.check();
    if (table.owner(key) == null) {
      throw table.unmounted(key);
    }
    call(
        "put " + key,
        it -> {
          it.put(mounted.mount().inner(key), value);
          return key;
        });
  }

  @Override
  public void delete(Key key) {
    use.check();
    if (table.owner(key) != null) {
      call(
          "delete " + key,
          it -> {
            it.delete(mounted.mount().inner(key));
            return key;
          });
    }
  }

  @Override
  public Results query(Query query) {
    use.check();
    Results results =
        points.together(
            now ->
                new MountListing(
                        points.lifecycle(),
                        table,
                        (asked, question) -> call("query", it -> it.query(question)))
                    .query(query));
    listings.add(results);
    return results;
  }

  @Override
  public void commit() {
    use.check();
    use.end();
    try {
      call("commit a transaction", this::commit);
    } finally {
      close();
    }
  }

  /** Its keys are known to its store alone: so it waits for every batch that is journaled. */
  private boolean commit(Transaction transaction) {
    long turn = points.turns().begin(claimed -> true);
    try {
      if (!points.table().ownsTheSame(mounted, table)) {
        throw mounted.changed("commit a transaction");
      }
      transaction.commit();
      return true;
    } finally {
      points.turns().end(turn);
    }
  }

  private <R> R call(String attempt, Function<Transaction, R> call) {
    if (!mounted.tryEnter()) {
      use.check(); // closed with the whole
      throw mounted.changed(attempt);
    }
    try {
      return call.apply(below);
    } catch (DatastoreException e) {
      throw mounted.failure(attempt, e);
    } finally {
      mounted.exit();
    }
  }

  @Override
  public void close() {
    use.end();
    List<AutoCloseable> open = new ArrayList<>(listings);
    open.add(below);
    Closing.all(open);
  }
}
