package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Transaction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a query of a wrapper is answered from.
 *
 * @param holds whether a key is there
 * @param listing answers queries
 */
record Source(Predicate<Key> holds, Function<Query, Results> listing) {

  static Source of(Datastore store) {
    return new Source(store::has, store::query);
  }

  static Source of(Transaction transaction) {
    return new Source(transaction::has, transaction::query);
  }
}
