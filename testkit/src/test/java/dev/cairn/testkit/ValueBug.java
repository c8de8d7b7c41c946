package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What may be wrong with single values, and which test of the contract sees it. */
@SuppressWarnings("ImmutableEnumChecker") // what they make is new at each call
enum ValueBug implements PlantedBug {
  KEEPS_THE_ARRAY_HANDED_IN(
      () ->
          new Broken() {
            private final Map<Key, byte[]> kept = new ConcurrentHashMap<>();

            @Override
            public void put(Key key, byte[] value) {
              super.put(key, value);
              kept.put(key, value);
            }

            @Override
            public Optional<byte[]> get(Key key) {
              return super.get(key).map(value -> kept.getOrDefault(key, value).clone());
            }
          },
      "an_array_handed_in_is_not_kept"),

  HANDS_OUT_ITS_OWN_ARRAY(
      () ->
          new Broken() {
            private final Map<Key, byte[]> kept = new ConcurrentHashMap<>();

            @Override
            public Optional<byte[]> get(Key key) {
              return super.get(key).map(value -> kept.computeIfAbsent(key, k -> value));
            }
          },
      "an_array_handed_out_is_the_callers"),

  LISTS_ITS_OWN_ARRAY(
      () ->
          new Broken() {
            private final Map<Key, byte[]> kept = new ConcurrentHashMap<>();

            @Override
            public void put(Key key, byte[] value) {
              super.put(key, value);
              kept.put(key, value.clone());
            }

            @Override
            public Optional<byte[]> get(Key key) {
              return super.get(key).map(value -> kept.getOrDefault(key, value).clone());
            }

            @Override
            public Results query(Query query) {
              return show(
                  query,
                  ask(query).stream()
                      .map(
                          entry ->
                              Entry.of(entry.key(), kept.getOrDefault(entry.key(), new byte[0])))
                      .toList());
            }
          },
      "an_array_handed_out_is_the_callers"),

  TAKES_EMPTY_FOR_ABSENT(
      () ->
          new Broken() {
            @Override
            public Optional<byte[]> get(Key key) {
              return super.get(key).filter(value -> value.length > 0);
            }
          },
      "an_empty_value_is_a_value"),

  KEEPS_THE_FIRST_VALUE(
      () ->
          new Broken() {
            @Override
            public void put(Key key, byte[] value) {
              if (!has(key)) {
                super.put(key, value);
              }
            }
          },
      "a_later_put_replaces_an_earlier_one",
      "random_calls_do_what_they_do_to_a_sorted_map"),

  CUTS_LARGE_VALUES(
      () ->
          new Broken() {
            @Override
            public void put(Key key, byte[] value) {
              super.put(key, Arrays.copyOf(value, Math.min(value.length, 1 << 20)));
            }
          },
      "a_value_larger_than_any_buffer_comes_back_whole"),

  CLEANS_KEYS(
      () -> renaming(key -> Key.of(key.toBytes())),
      "any_bytes_make_a_key_and_no_two_keys_are_taken_for_one"),

  TAKES_KEYS_FOR_TEXT(
      () ->
          renaming(
              key ->
                  Key.raw(
                      new String(key.toBytes(), StandardCharsets.UTF_8)
                          .substring(1)
                          .getBytes(StandardCharsets.UTF_8))),
      "any_bytes_make_a_key_and_no_two_keys_are_taken_for_one"),

  FAILS_TO_DELETE_WHAT_IS_ABSENT(
      () ->
          new Broken() {
            @Override
            public void delete(Key key) {
              if (!has(key)) {
                throw new DatastoreException("no such key: " + key);
              }
              super.delete(key);
            }
          },
      "deleting_an_absent_key_does_nothing"),

  DELETES_WHAT_LIES_BELOW(
      () ->
          new Broken() {
            @Override
            public void delete(Key key) {
              super.delete(key);
              ask(Query.below(key)).forEach(entry -> super.delete(entry.key()));
            }
          },
      "a_key_has_nothing_to_do_with_those_above_and_below_it"),

  KNOWS_A_SIZE_OF_WHAT_IS_ABSENT(
      () ->
          new Broken() {
            @Override
            public OptionalLong size(Key key) {
              return OptionalLong.of(super.size(key).orElse(0));
            }
          },
      "an_absent_key_is_absent_for_every_question",
      "a_value_is_found_from_its_put_to_its_delete"),

  GETS_MANY_IN_ITS_OWN_ORDER(
      () ->
          new Broken() {
            @Override
            public Map<Key, byte[]> getAll(Collection<Key> keys) {
              return new TreeMap<>(super.getAll(keys));
            }
          },
      "many_are_got_at_once_in_the_order_asked_for_and_absent_ones_left_out"),

  CLAIMS_WHAT_IT_CANNOT_DO(
      () ->
          new Broken() {
            @Override
            public Batch batch() {
              return new BrokenBatch(super.batch()) {
                @Override
                public void commit(Durability durability) {}
              };
            }
          },
      "large_values_are_invisible_before_the_commit_and_whole_after_it",
      "deletes_are_invisible_before_the_commit_and_done_after_it"),

  SHOWS_LATER_WRITES(
      () ->
          new Broken() {
            @Override
            public Results query(Query query) {
              Query rest = query.startAfter(query.prefix());
              return new ListedResults(query, List.of()) {
                private Query next = rest;

                @Override
                public boolean hasNext() {
                  return !ask(next.limit(1)).isEmpty();
                }

                @Override
                public Entry next() {
                  Entry entry = ask(next.limit(1)).get(0);
                  next = next.startAfter(entry.key());
                  return entry;
                }
              };
            }
          },
      "results_show_the_store_as_it_was_when_they_were_asked_for"),

  /** As a mount that masks in a get, and not in a listing. */
  LISTS_WHAT_IT_DOES_NOT_HAVE(
      () ->
          new Broken() {
            @Override
            public Results query(Query query) {
              List<Entry> entries = new ArrayList<>(ask(query));
              if (query.prefix().equals(Key.of("/prefix"))) {
                entries.add(Entry.of(Key.of("/prefix/hidden"), new byte[1]));
              }
              return show(query, entries);
            }
          },
      "a_listing_and_a_get_agree_about_every_key"),

  /** As a namespace that prepends its prefix only where it is not there yet. */
  TAKES_A_KEY_FOR_ONE_IN_ITS_NAMESPACE(
      () -> renaming(key -> key.startsWith(Samples.bytes("/a/")) ? key : Key.of("/a").child(key)),
      "any_bytes_make_a_key_and_no_two_keys_are_taken_for_one"),

  SYNCS_NO_EMPTY_PREFIX(
      () ->
          new Broken() {
            @Override
            public void sync(Key prefix) {
              if (ask(Query.below(prefix)).isEmpty()) {
                throw new DatastoreException("nothing to sync");
              }
            }
          },
      "sync_accepts_any_prefix_at_any_time");

  private final Supplier<Datastore> store;
  private final Set<String> caughtBy;

  ValueBug(Supplier<Datastore> store, String... caughtBy) {
    this.store = store;
    this.caughtBy = Set.of(caughtBy);
  }

  @Override
  public Datastore open(Path directory) {
    return store.get();
  }

  @Override
  public Set<String> caughtBy() {
    return caughtBy;
  }

  private static Broken renaming(UnaryOperator<Key> renamed) {
    return new Broken() {
      @Override
      public Optional<byte[]> get(Key key) {
        return super.get(renamed.apply(key));
      }

      @Override
      public boolean has(Key key) {
        return super.has(renamed.apply(key));
      }

      @Override
      public OptionalLong size(Key key) {
        return super.size(renamed.apply(key));
      }

      @Override
      public void put(Key key, byte[] value) {
        super.put(renamed.apply(key), value);
      }

      @Override
      public void delete(Key key) {
        super.delete(renamed.apply(key));
      }
    };
  }
}
