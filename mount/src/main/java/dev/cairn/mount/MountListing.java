package dev.cairn.mount;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.QueryEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Answers queries across mounts: asks each store for its share, and merges what they list. */
final class MountListing {

  private final Lifecycle lifecycle;
  private final MountTable table;
  private final BiFunction<Mounted, Query, Results> ask;

  /**
   * Creates listings by a table.
   *
   * @param lifecycle of the mounts, with a call in progress for as long as queries are asked here
   * @param table whose key is whose
   * @param ask asks a store
   */
  MountListing(Lifecycle lifecycle, MountTable table, BiFunction<Mounted, Query, Results> ask) {
    this.lifecycle = lifecycle;
    this.table = table;
    this.ask = ask;
  }

  Results query(Query query) {
    return QueryEngine.run(query, (range, direction, projection) -> scan(query, range, projection));
  }

  /** All stores are asked at once, so that each shows itself as of now. */
  private MountScan scan(Query query, KeyRange range, Projection projection) {
    List<MountScan.Part> parts = new ArrayList<>();
    try {
      for (Share share : table.shares(range)) {
        parts.add(part(share, questionFor(share, query).project(projection)));
      }
      return new MountScan(
          lifecycle, parts, query.isDescending() ? Order.KEY_DESCENDING : Order.KEY);
    } catch (RuntimeException e) {
      Closing.onFailure(e, parts);
      throw e;
    }
  }

  private MountScan.Part part(Share share, Query question) {
    Mounted mount = share.mount();
    Predicate<Entry> visible =
        share.whole() ? entry -> true : entry -> mount == table.owner(entry.key());
    try {
      return new MountScan.Part(mount, ask.apply(mount, question), visible);
    } catch (DatastoreException e) {
      throw mount.failure("query", e);
    }
  }

  /**
   * Returns what to ask of a store. The order of keys is left to it and, where nothing is filtered,
   * masked or sorted afterwards, the limit.
   */
  private static Query questionFor(Share share, Query query) {
    Query question = share.innerQuery(query.prefix());
    if (query.expirations()) {
      question = question.withExpirations();
    }
    if (!query.isInKeyOrder()) {
      return question;
    }
    if (!query.orders().isEmpty()) {
      question = question.orderedBy(query.orders().get(0));
    }
    if (share.whole() && query.filters().isEmpty() && query.limit().isPresent()) {
      long needed = query.offset() + query.limit().getAsLong();
      return needed < 0 ? question : question.limit(needed); // less than 0: beyond every count
    }
    return question;
  }
}
