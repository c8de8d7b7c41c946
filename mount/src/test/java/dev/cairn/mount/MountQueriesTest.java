package dev.cairn.mount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Comparison;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random mounts answer random calls as one flat store does, whatever they mask. */
class MountQueriesTest {

  private static final String ALPHABET = "ab/-.0";

  private Random random = new Random(0);

  @Test
  void random_queries_are_answered_as_by_one_flat_store() {
    random = Seeds.random();
    for (int round = 0; round < 60; round++) {
      try (MountDatastore mounts = randomMounts();
          MemoryDatastore flat = new MemoryDatastore()) {
        maskSomething(mounts);
        for (int i = 0; i < 40; i++) {
          putIntoBoth(mounts, flat);
        }
        for (int i = 0; i < 60; i++) {
          Query query = randomQuery();
          assertThat(shown(mounts, query))
              .as("%s of %s", query, mounts)
              .isEqualTo(shown(flat, query));
        }
      }
    }
  }

  private MountDatastore randomMounts() {
    List<Mount> mounts = new ArrayList<>();
    Set<Key> points = new HashSet<>();
    for (int count = random.nextInt(6); count >= 0; count--) {
      Key point = random.nextInt(3) == 0 ? Key.ROOT : randomKey();
      if (points.add(point)) {
        mounts.add(new Mount(point, new MemoryDatastore()));
      }
    }
    return MountDatastore.of(mounts);
  }

  /** Puts keys into stores straight that lie, seen from above, below another mountpoint. */
  private void maskSomething(MountDatastore mounts) {
    for (Mount outer : mounts.mounts()) {
      for (Mount nested : mounts.mounts()) {
        if (outer.prefix().isAncestorOf(nested.prefix())) {
          Key hidden = nested.prefix().child(randomKeyBelowRoot());
          outer.datastore().put(hidden.relativeTo(outer.prefix()), new byte[] {'!'});
        }
      }
    }
  }

  private void putIntoBoth(MountDatastore mounts, Datastore flat) {
    Key key = randomKey();
    byte[] value = new byte[random.nextInt(3)];
    random.nextBytes(value);
    boolean mounted =
        mounts.mounts().stream()
            .anyMatch(
                mount ->
                    mount.prefix().isAncestorOf(key) || (mount.prefix().isRoot() && key.isRoot()));
    if (mounted) {
      mounts.put(key, value);
      flat.put(key, value);
    }
  }

  private Query randomQuery() {
    Query query = random.nextBoolean() ? Query.all() : Query.below(randomKey());
    query = query.project(oneOf(Projection.values()));
    if (random.nextInt(3) == 0) {
      query = query.from(randomKey());
    }
    if (random.nextInt(3) == 0) {
      query = query.to(randomKey());
    }
    if (random.nextInt(3) == 0) {
      query = query.filter(randomFilter());
    }
    query = query.orderedBy(randomOrder());
    if (query.isInKeyOrder() && random.nextInt(3) == 0) {
      query = query.startAfter(randomKey());
    }
    query = random.nextBoolean() ? query : query.offset(random.nextInt(12));
    return random.nextBoolean() ? query : query.limit(random.nextInt(12));
  }

  private Order randomOrder() {
    return switch (random.nextInt(5)) {
      case 0 -> Order.VALUE;
      case 1 -> Order.VALUE_DESCENDING;
      case 2 -> Order.by(Comparator.comparing((Entry entry) -> entry.key().length()));
      case 3 -> Order.KEY_DESCENDING;
      default -> Order.KEY;
    };
  }

  private Filter randomFilter() {
    return switch (random.nextInt(4)) {
      case 0 -> Filter.key(oneOf(Comparison.values()), randomKey());
      case 1 -> Filter.value(oneOf(Comparison.values()), new byte[] {(byte) random.nextInt()});
      case 2 -> Filter.keyPrefix("/a");
      default -> entry -> entry.key().length() % 2 == 0;
    };
  }

  private static List<String> shown(Datastore store, Query query) {
    return store.query(query).toList().stream()
        .map(
            entry ->
                entry.key()
                    + (query.projection() == Projection.KEYS ? "" : " " + entry.size())
                    + (entry.hasValue() ? " " + HexFormat.of().formatHex(entry.value()) : ""))
        .toList();
  }

  @Test
  void queries_without_an_order_show_the_same_entries_as_one_flat_store() {
    random = Seeds.random();
    for (int round = 0; round < 100; round++) {
      try (MountDatastore mounts = randomMounts();
          MemoryDatastore flat = new MemoryDatastore()) {
        maskSomething(mounts);
        for (int i = 0; i < 40; i++) {
          putIntoBoth(mounts, flat);
        }
        Query query = Query.below(randomKey());

        assertThat(shown(mounts, query))
            .as("%s of %s", query, mounts)
            .containsExactlyInAnyOrderElementsOf(shown(flat, query));
        assertThat(shown(mounts, query.limit(3)))
            .hasSize(Math.min(3, shown(flat, query).size()))
            .isSubsetOf(shown(flat, query));
      }
    }
  }

  private Key randomKeyBelowRoot() {
    Key key = randomKey();
    return key.isRoot() ? Key.of("/x") : key;
  }

  private Key randomKey() {
    StringBuilder path = new StringBuilder();
    for (int length = random.nextInt(7); length > 0; length--) {
      path.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return Key.of(path.toString());
  }

  private <T> T oneOf(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
