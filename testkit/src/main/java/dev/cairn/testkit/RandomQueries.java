package dev.cairn.testkit;

import dev.cairn.datastore.Comparison;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import java.util.Comparator;
import java.util.Random;

/** Queries made by chance, over keys so few that many of them collide. */
final class RandomQueries {

  private static final String ALPHABET = "ab-/.";

  private RandomQueries() {}

  static Key key(Random random) {
    StringBuilder path = new StringBuilder();
    int length = random.nextInt(8);
    for (int i = 0; i < length; i++) {
      path.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return Key.of(path.toString());
  }

  /** Returns a query whose answer is determined: offset and limit come with an order alone. */
  static Query query(Random random) {
    Query query = random.nextBoolean() ? Query.all() : Query.below(key(random));
    query = query.project(oneOf(random, Projection.values()));
    if (random.nextInt(3) == 0) {
      query = query.from(key(random));
    }
    if (random.nextInt(3) == 0) {
      query = query.to(key(random));
    }
    for (int filters = random.nextInt(3); filters > 0; filters--) {
      query = query.filter(filter(random));
    }
    return sliced(random, ordered(random, query));
  }

  private static Query ordered(Random random, Query query) {
    return switch (random.nextInt(7)) {
      case 0 -> query.orderedBy(Order.KEY);
      case 1 -> query.orderedBy(Order.KEY_DESCENDING);
      case 2 -> query.orderedBy(Order.VALUE).orderedBy(Order.KEY_DESCENDING);
      case 3 -> query.orderedBy(Order.VALUE_DESCENDING);
      case 4 -> query.orderedBy(Order.by(Comparator.comparing((Entry e) -> e.value().length)));
      case 5 -> query.orderedBy(Order.KEY_DESCENDING).startAfter(key(random));
      default -> random.nextBoolean() ? query.startAfter(key(random)) : query;
    };
  }

  private static Query sliced(Random random, Query query) {
    if (query.orders().isEmpty()) {
      return query;
    }
    Query sliced = random.nextBoolean() ? query : query.offset(random.nextInt(40));
    return random.nextBoolean() ? sliced : sliced.limit(random.nextInt(40));
  }

  private static Filter filter(Random random) {
    Comparison comparison = oneOf(random, Comparison.values());
    return switch (random.nextInt(4)) {
      case 0 -> Filter.key(comparison, key(random));
      case 1 -> Filter.value(comparison, Samples.bytes(random, random.nextInt(3)));
      case 2 -> Filter.keyPrefix(key(random).toString());
      default -> entry -> entry.key().length() % 2 == 0;
    };
  }

  private static <T> T oneOf(Random random, T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
