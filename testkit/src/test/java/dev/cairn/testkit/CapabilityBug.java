package dev.cairn.testkit;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.wrapper.ReadOnlyDatastore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What may be wrong with abilities, and which test of the contracts sees it. */
@SuppressWarnings("ImmutableEnumChecker") // what they make is new at each call
enum CapabilityBug implements PlantedBug {
  CLAIMS_TOO_MUCH(
      (directory, clock) ->
          new Broken() {
            @Override
            public <T> Optional<T> capability(Class<T> ability) {
              return ability.isInstance(ABLE) ? Optional.of(ability.cast(ABLE)) : Optional.empty();
            }
          },
      Set.of(Batching.class),
      "exactly_what_was_promised_is_claimed"),

  HIDES_WHAT_IT_CAN_DO(
      (directory, clock) -> new Broken(),
      Set.copyOf(Capabilities.ALL),
      "exactly_what_was_promised_is_claimed"),

  IS_WHATEVER_IS_ASKED_FOR(
      (directory, clock) ->
          new Broken() {
            @Override
            @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // it is the bug
            public <T> Optional<T> capability(Class<T> ability) {
              Object anything = this;
              return Optional.of((T) anything);
            }
          },
      Set.copyOf(Capabilities.ALL),
      "every_store_is_a_datastore_and_none_is_what_nobody_knows"),

  SHOWS_LATER_WRITES_IN_A_SNAPSHOT(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public Datastore snapshot() {
              return new ReadOnlyDatastore(memory);
            }
          },
      "a_snapshot_shows_the_store_as_it_was",
      "each_snapshot_shows_its_own_moment_and_may_be_closed_in_any_order"),

  WRITES_TO_A_SNAPSHOT(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public Datastore snapshot() {
              return new Broken();
            }
          },
      "a_snapshot_refuses_every_write_and_claims_none"),

  /** As one whose query is never given its store. */
  BREAKS_DOWN_WHEN_A_TRANSACTION_LISTS(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public Transaction begin() {
              return new OptimisticTransaction(this) {
                @Override
                public Results query(Query query) {
                  throw new NullPointerException("store");
                }
              };
            }
          },
      "a_query_shows_what_was_there_when_the_transaction_began_and_what_it_wrote"),

  OVERLOOKS_WHAT_CAME_BETWEEN(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public Transaction begin() {
              return new OptimisticTransaction(this) {
                @Override
                public Results query(Query query) {
                  return alone(() -> memory.query(query));
                }
              };
            }
          },
      "a_new_entry_among_those_that_were_listed_is_a_conflict",
      "a_query_shows_what_was_there_when_the_transaction_began_and_what_it_wrote"),

  COMMITS_OVER_WHAT_WAS_READ(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public Transaction begin() {
              return new OptimisticTransaction(this) {
                @Override
                public Optional<byte[]> get(Key key) {
                  return alone(() -> memory.get(key));
                }
              };
            }
          },
      "a_change_of_what_was_read_is_a_conflict_and_nothing_is_written",
      "a_transaction_sees_the_store_as_it_was_when_it_began"),

  /** As one whose transaction holds the lock of all writers. */
  REFUSES_WRITERS_WHILE_A_TRANSACTION_IS_OPEN(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            private final AtomicInteger open = new AtomicInteger();

            @Override
            public Transaction begin() {
              open.incrementAndGet();
              return new OptimisticTransaction(this) {
                @Override
                public void close() {
                  super.close();
                  open.decrementAndGet();
                }
              };
            }

            @Override
            public void put(Key key, byte[] value) {
              if (open.get() > 0) {
                throw new DatastoreException("a transaction is open");
              }
              super.put(key, value);
            }
          },
      "an_open_transaction_is_in_nobodys_way"),

  SHOWS_WHAT_HAS_EXPIRED_IN_A_LISTING(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            private final Set<Key> timed = new HashSet<>();

            @Override
            public void put(Key key, byte[] value, Instant expiration) {
              timed.add(key);
              super.put(key, value, Instant.parse("2100-01-01T00:00:00Z"));
            }

            @Override
            public boolean has(Key key) {
              return !timed.contains(key) && super.has(key);
            }
          },
      "an_entry_is_there_until_it_expires_and_absent_from_every_read_from_then_on"),

  FORGETS_A_TICK_TOO_LATE(
      (directory, clock) ->
          new AbleDatastore(directory, Clock.offset(clock, Duration.ofMillis(-1))),
      "an_entry_is_there_until_it_expires_and_absent_from_every_read_from_then_on"),

  KEEPS_THE_TIME_OF_THE_VALUE_BEFORE(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public void put(Key key, byte[] value) {
              Optional<Instant> earlier = expiration(key);
              super.put(key, value);
              earlier.ifPresent(time -> expireAt(key, time));
            }
          },
      "a_later_put_makes_an_entry_that_lasts"),

  TAKES_NO_ROOM(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public long diskUsage() {
              return 0;
            }
          },
      "the_disk_usage_grows_with_what_is_put"),

  COMPACTS_NOTHING(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public void compact(KeyRange range) {}
          },
      "tidying_up_gives_back_the_room_of_what_was_deleted"),

  COLLECTS_NO_GARBAGE(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public void collectGarbage() {}
          },
      "tidying_up_gives_back_the_room_of_what_was_deleted"),

  COLLECTS_WHAT_IS_NEEDED(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public void collectGarbage() {
              deleteRange(KeyRange.below(Key.of("/capital")));
            }
          },
      "tidying_up_changes_nothing_that_is_held"),

  DELETES_BYTES_INSTEAD_OF_COMPONENTS(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public void deleteRange(KeyRange range) {
              super.deleteRange(range);
              for (Entry entry : memory.query(Query.all()).toList()) {
                if (entry.key().toString().startsWith(text(range.lower()))) {
                  delete(entry.key());
                }
              }
            }

            private static String text(byte[] bound) {
              String text = new String(bound, StandardCharsets.UTF_8);
              return text.length() > 1 && text.endsWith("/")
                  ? text.substring(0, text.length() - 1)
                  : text + "/";
            }
          },
      "a_range_takes_its_first_key_and_not_its_last"),

  DELETES_A_RANGE_ONE_BY_ONE(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            @SuppressWarnings("ThreadPriorityCheck") // others are to see what is half done
            public void deleteRange(KeyRange range) {
              for (Entry entry : memory.query(Query.in(range)).toList()) {
                delete(entry.key());
                Thread.yield();
              }
            }
          },
      "no_listing_shows_a_part_of_a_range_gone"),

  LOADS_BEFORE_THE_COMMIT(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public Loader bulkLoad() {
              return new PassingLoader(super.bulkLoad()) {
                @Override
                public void add(Key key, byte[] value) {
                  super.add(key, value);
                  put(key, value);
                }
              };
            }
          },
      "entries_are_invisible_before_the_commit_and_whole_after_it",
      "a_load_closed_without_commit_is_discarded"),

  LOADS_IN_ANY_ORDER(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public Loader bulkLoad() {
              var batch = batch();
              return new PassingLoader(super.bulkLoad()) {
                @Override
                public void add(Key key, byte[] value) {
                  batch.put(key, value);
                }

                @Override
                public void commit() {
                  batch.commit();
                }

                @Override
                public void close() {
                  batch.close();
                }
              };
            }
          },
      "a_key_that_is_not_greater_than_the_one_before_is_refused"),

  CHECKPOINTS_NOTHING(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public void checkpoint(Path target) {}
          },
      "a_checkpoint_is_the_store_as_it_was_and_goes_its_own_way",
      "what_exists_is_refused_as_a_target_and_left"),

  CHECKPOINTS_OVER_WHAT_IS_THERE(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public void checkpoint(Path target) {
              try {
                if (Files.isDirectory(target)) {
                  Files.deleteIfExists(target.resolve("file"));
                  Files.delete(target);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              super.checkpoint(target);
            }
          },
      "what_exists_is_refused_as_a_target_and_left"),

  CHECKS_NOTHING(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public List<String> check() {
              return List.of();
            }
          },
      "damage_is_found_and_told_in_a_sentence_each"),

  SCRUBS_NOTHING(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public List<String> scrub() {
              return List.of();
            }
          },
      "damage_is_found_and_told_in_a_sentence_each"),

  SCRUBS_AWAY_WHAT_IS_SOUND(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public List<String> scrub() {
              deleteRange(KeyRange.ALL);
              return List.of();
            }
          },
      "a_sound_store_is_found_sound_and_left_as_it_is"),

  LETS_A_VIEW_BE_WRITTEN_TO(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
              return get(key).map(value -> reader.apply(ByteBuffer.wrap(value)));
            }
          },
      "what_is_shown_cannot_be_written_to"),

  SHOWS_MORE_THAN_THE_VALUE(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
              return get(key)
                  .map(
                      value ->
                          reader.apply(
                              ByteBuffer.allocate(value.length + 8).put(value).asReadOnlyBuffer()));
            }
          },
      "a_view_shows_what_a_get_returns"),

  LOOKS_FIRST_AND_PUTS_THEN(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            @SuppressWarnings("ThreadPriorityCheck") // another is to come between
            public boolean putIfAbsent(Key key, byte[] value) {
              boolean absent = !has(key);
              for (int i = 0; i < 20; i++) {
                Thread.yield();
              }
              if (absent) {
                put(key, value);
              }
              return absent;
            }
          },
      "of_many_that_put_what_is_absent_one_does"),

  REPLACES_WHAT_HAS_THE_SAME_LENGTH(
      (directory, clock) ->
          new AbleDatastore(directory, clock) {
            @Override
            public boolean replace(Key key, byte[] expected, byte[] value) {
              boolean same = size(key).equals(OptionalLong.of(expected.length));
              if (same) {
                put(key, value);
              }
              return same;
            }
          },
      "what_is_as_expected_byte_for_byte_is_replaced_and_nothing_else");

  private static final AbleDatastore ABLE = new AbleDatastore();

  private final BiFunction<Path, Clock, Datastore> store;
  private final Set<Class<?>> capabilities;
  private final Set<String> caughtBy;

  CapabilityBug(BiFunction<Path, Clock, Datastore> store, String... caughtBy) {
    this(store, Set.copyOf(Capabilities.ALL), caughtBy);
  }

  CapabilityBug(
      BiFunction<Path, Clock, Datastore> store, Set<Class<?>> capabilities, String... caughtBy) {
    this.store = store;
    this.capabilities = capabilities;
    this.caughtBy = Set.of(caughtBy);
  }

  @Override
  public Datastore open(Path directory) {
    return open(directory, Clock.systemUTC());
  }

  @Override
  public Datastore open(Path directory, Clock clock) {
    return store.apply(directory, clock);
  }

  @Override
  public Set<Class<?>> capabilities() {
    return capabilities;
  }

  @Override
  public Set<String> caughtBy() {
    return caughtBy;
  }

  @Override
  public boolean persistent() {
    return true;
  }

  /** Passes every call on. */
  private static class PassingLoader implements BulkLoad.Loader {
    private final BulkLoad.Loader loader;

    PassingLoader(BulkLoad.Loader loader) {
      this.loader = loader;
    }

    @Override
    public void add(Key key, byte[] value) {
      loader.add(key, value);
    }

    @Override
    public void commit() {
      loader.commit();
    }

    @Override
    public void close() {
      loader.close();
    }
  }
}
