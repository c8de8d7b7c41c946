package dev.cairn.testkit.wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ExpiringDatastore;
import dev.cairn.datastore.wrapper.ForwardingBatch;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** It is long since every way to read and to write is tried on both sides of an expiry. */
class ExpiringDatastoreTest {

  private static final Key KEY = Key.of("/key");
  private static final Key OTHER = Key.of("/other");

  private final SettableClock clock = new SettableClock(TendedDatastore.START);
  private final MemoryDatastore memory = new MemoryDatastore();
  private final FaultyDatastore faulty = new FaultyDatastore(memory);
  private final ExpiringDatastore store = new ExpiringDatastore(faulty, clock);

  private Instant in(long seconds) {
    return TendedDatastore.START.plusSeconds(seconds);
  }

  @Test
  void an_entry_is_there_up_to_its_time_and_absent_from_every_read_from_then_on() {
    store.put(KEY, bytes("value"), in(10));
    store.put(OTHER, bytes("lasting"));

    clock.set(in(10).minusNanos(1));
    assertThat(store.get(KEY)).contains(bytes("value"));
    assertThat(store.size(KEY)).hasValue(5);
    assertThat(store.expiration(KEY)).contains(in(10));
    clock.set(in(10));

    assertThat(store.get(KEY)).isEmpty();
    assertThat(store.has(KEY)).isFalse();
    assertThat(store.size(KEY)).isEmpty();
    assertThat(store.expiration(KEY)).isEmpty();
    assertThat(store.getAll(List.of(KEY, OTHER)).keySet()).containsExactly(OTHER);
    assertThat(keys(Query.all())).containsExactly(OTHER);
    assertThat(keys(Query.all().keysOnly())).containsExactly(OTHER);
    assertThat(keys(Query.all().orderedBy(Order.VALUE_DESCENDING).limit(5))).containsExactly(OTHER);
    assertThat(store.expireAt(KEY, in(20))).isFalse();
  }

  @Test
  void removing_what_expired_gives_all_its_room_back_and_counts_it() {
    for (int i = 0; i < 2500; i++) {
      store.put(Key.of("/a/" + i), bytes("value"), in(1 + i % 10));
    }
    store.put(OTHER, bytes("lasting"));
    store.put(KEY, bytes("later"), in(11));
    clock.set(in(10));

    assertThat(store.removeExpired()).isEqualTo(2500);
    assertThat(store.removeExpired()).isZero();

    assertThat(memory.query(Query.all()).toList()).hasSize(3);
    assertThat(store.expiration(KEY)).contains(in(11));
  }

  @Test
  void a_listing_tells_when_entries_expire_where_it_is_asked_to() {
    store.put(KEY, bytes("value"), in(10));
    store.put(OTHER, bytes("lasting"));

    List<Entry> told = store.query(Query.all().withExpirations().keysOnly()).toList();
    List<Entry> untold = store.query(Query.all()).toList();

    assertThat(told)
        .extracting(Entry::expiration)
        .containsExactly(Optional.of(in(10)), Optional.empty());
    assertThat(told).noneMatch(Entry::hasValue);
    assertThat(untold).allMatch(entry -> entry.expiration().isEmpty());
  }

  @Test
  void filters_orders_and_sizes_know_nothing_of_headers() {
    store.put(Key.of("/1"), bytes("bb"), in(10));
    store.put(Key.of("/2"), bytes("a"));
    store.put(Key.of("/3"), bytes("c"), in(5));

    assertThat(keys(Query.all().orderedBy(Order.VALUE)))
        .containsExactly(Key.of("/2"), Key.of("/1"), Key.of("/3"));
    assertThat(keys(Query.all().filter(entry -> entry.value().length == 1)))
        .containsExactly(Key.of("/2"), Key.of("/3"));
    assertThat(store.query(Query.all().sizesOnly()).toList())
        .extracting(entry -> entry.size().orElseThrow())
        .containsExactly(2L, 1L, 1L);
  }

  @Test
  void a_later_write_decides_how_long_an_entry_stays() {
    store.put(KEY, bytes("short"), in(5));
    store.put(KEY, bytes("long"), in(50));
    store.put(OTHER, bytes("short"), in(5));
    store.put(OTHER, bytes("lasting"));
    clock.set(in(5));

    assertThat(store.removeExpired()).isZero();

    assertThat(store.get(KEY)).contains(bytes("long"));
    assertThat(store.get(OTHER)).contains(bytes("lasting"));
    assertThat(memory.query(Query.all()).toList()).as("no index entry is left over").hasSize(3);
  }

  @Test
  void an_entry_may_be_given_another_time() {
    store.put(KEY, bytes("lasting"));
    store.put(OTHER, bytes("fleeting"), in(5));

    assertThat(store.expireAt(KEY, in(7))).isTrue();
    assertThat(store.expireAt(OTHER, in(9))).isTrue();
    assertThat(store.expireAt(Key.of("/absent"), in(9))).isFalse();

    clock.set(in(8));
    assertThat(keys(Query.all())).containsExactly(OTHER);
    assertThat(store.get(OTHER)).contains(bytes("fleeting"));
    assertThat(store.removeExpired()).isEqualTo(1);
    assertThat(memory.query(Query.all()).toList()).hasSize(2);
  }

  @Test
  void a_deleted_entry_leaves_nothing_in_the_index() {
    store.put(KEY, bytes("value"), in(5));
    store.put(OTHER, bytes("value"), in(5));

    store.delete(KEY);
    try (Batch batch = store.batch()) {
      batch.delete(OTHER);
      batch.commit();
    }

    assertThat(memory.query(Query.all()).toList()).isEmpty();
  }

  @Test
  void a_batch_sets_lasting_values() {
    store.put(KEY, bytes("fleeting"), in(5));
    try (Batch batch = store.batch()) {
      batch.put(KEY, bytes("lasting"));
      assertThat(batch.size()).isEqualTo(1);
      batch.commit();
    }
    clock.set(in(5));

    assertThat(store.get(KEY)).contains(bytes("lasting"));
    assertThat(store.removeExpired()).isZero();
    assertThat(memory.query(Query.all()).toList()).hasSize(1);
  }

  @Test
  void a_time_that_is_past_makes_an_entry_that_is_never_there() {
    store.put(KEY, bytes("value"), in(-1));
    store.put(OTHER, bytes("value"), Instant.MIN);

    assertThat(keys(Query.all())).isEmpty();
    assertThat(store.removeExpired()).isEqualTo(2);
    assertThat(memory.query(Query.all()).toList()).isEmpty();
  }

  @Test
  void times_before_1970_and_at_the_ends_of_time_lie_in_their_order() {
    Instant[] times = {
      Instant.MIN,
      Instant.EPOCH.minusNanos(1),
      Instant.EPOCH,
      Instant.EPOCH.plusNanos(1),
      Instant.MAX
    };
    for (int i = 0; i < times.length; i++) {
      clock.set(Instant.MIN);
      store.put(Key.of("/" + i), bytes("value"), times[i]);
    }
    for (Instant time : times) {
      clock.set(time);
      assertThat(store.removeExpired()).as("expired by %s", time).isEqualTo(1);
    }
  }

  @Test
  void a_clock_that_is_set_back_shows_again_what_was_not_removed() {
    store.put(KEY, bytes("value"), in(5));
    store.put(OTHER, bytes("value"), in(50));
    clock.set(in(5));
    assertThat(store.has(KEY)).isFalse();

    clock.set(in(4));
    assertThat(store.get(KEY)).contains(bytes("value"));
    assertThat(store.removeExpired()).isZero();

    clock.set(in(1000));
    assertThat(store.removeExpired()).isEqualTo(2);
    clock.set(in(0));
    assertThat(keys(Query.all())).isEmpty();
  }

  @Test
  void a_listing_goes_by_the_time_at_which_it_was_asked_for() {
    store.put(KEY, bytes("value"), in(5));
    store.put(OTHER, bytes("value"), in(6));
    var results = store.query(Query.all());
    clock.set(in(100));

    assertThat(results.toList()).hasSize(2);
  }

  @Test
  void no_key_of_a_user_meets_the_index() {
    List<Key> keys = new ArrayList<>();
    store.put(KEY, bytes("value"), in(5));
    for (Entry entry : memory.query(Query.all().keysOnly()).toList()) {
      keys.add(entry.key());
    }
    keys.add(Key.ROOT);
    keys.add(Key.of("/t"));
    keys.add(Key.of("/v"));
    keys.add(Key.of("/v/t"));

    keys.forEach(key -> store.put(key, bytes("a user's " + key)));

    assertThat(store.get(KEY)).contains(bytes("value"));
    keys.forEach(key -> assertThat(store.get(key)).contains(bytes("a user's " + key)));
    assertThat(keys(Query.all())).hasSize(1 + keys.size());
    clock.set(in(5));
    assertThat(store.removeExpired()).isEqualTo(1);
    assertThat(keys(Query.all())).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void what_lies_in_the_store_below_is_this() {
    Instant time = Instant.ofEpochSecond(0x0102030405L, 0x0607);
    clock.set(Instant.EPOCH);

    store.put(KEY, bytes("v"), time);
    store.put(OTHER, bytes("w"));

    Map<String, String> stored = new TreeMap<>();
    for (Entry entry : memory.query(Query.all()).toList()) {
      stored.put(hex(entry.key().toBytes()), hex(entry.value()));
    }
    assertThat(stored)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                hex(bytes("/v/key")),
                "01" + "8000000102030405" + "00000607" + hex(bytes("v")),
                hex(bytes("/v/other")),
                "00" + hex(bytes("w")),
                hex(bytes("/t/")) + "8000000102030405" + "00000607" + hex(bytes("/key")),
                ""));
  }

  @Test
  void a_damaged_header_is_told_and_can_be_written_over_and_deleted() {
    for (String damaged : List.of("", "02", "01", "0180000000", "01ffffffffffffffff00000000")) {
      memory.put(Key.of("/v/key"), HexFormat.of().parseHex(damaged));

      assertThatThrownBy(() -> store.get(KEY))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("/key")
          .hasMessageContaining("delete or put it anew");
      assertThatThrownBy(() -> store.has(KEY)).isInstanceOf(CorruptDataException.class);
      assertThatThrownBy(() -> store.query(Query.all()).toList())
          .isInstanceOf(CorruptDataException.class);
      assertThat(store.removeExpired()).isZero();

      store.put(KEY, bytes("anew"), in(5));
      assertThat(store.get(KEY)).contains(bytes("anew"));
      memory.put(Key.of("/v/key"), HexFormat.of().parseHex(damaged));
      store.delete(KEY);
      assertThat(store.has(KEY)).isFalse();
    }
  }

  @Test
  void any_bytes_in_place_of_a_stored_value_are_a_value_or_are_told() {
    Random random = Seeds.random();
    for (int i = 0; i < 5000; i++) {
      byte[] stored = new byte[random.nextInt(20)];
      random.nextBytes(stored);
      if (stored.length > 0) {
        stored[0] = (byte) random.nextInt(3);
      }
      memory.put(Key.of("/v/key"), stored);
      try {
        assertThat(store.get(KEY).isPresent()).isEqualTo(store.has(KEY));
      } catch (CorruptDataException e) {
        assertThat(e).hasMessageContaining("/key");
      }
    }
  }

  @Test
  void what_is_no_index_entry_does_not_stop_the_removal() {
    memory.put(Key.of("/t/!"), bytes(""));
    memory.put(
        Key.ofStored(HexFormat.of().parseHex("2f742f" + "00".repeat(12) + "2f61")), bytes(""));
    store.put(KEY, bytes("value"), in(5));
    clock.set(in(5));

    assertThat(store.removeExpired()).isEqualTo(1);
    assertThat(store.has(KEY)).isFalse();
  }

  @Test
  void a_write_that_fails_changes_neither_value_nor_index() {
    store.put(KEY, bytes("old"), in(5));
    List<String> before = contents();
    for (Runnable write :
        List.<Runnable>of(
            () -> store.put(KEY, bytes("new"), in(9)),
            () -> store.put(KEY, bytes("new")),
            () -> store.delete(KEY),
            () -> store.expireAt(KEY, in(9)))) {
      faulty.failAt(Operation.COMMIT, 1, () -> new DatastoreException("torn"));

      assertThatThrownBy(write::run).hasMessage("torn");

      assertThat(contents()).isEqualTo(before);
    }
    clock.set(in(5));
    faulty.failAt(Operation.COMMIT, 1, () -> new DatastoreException("torn"));
    assertThatThrownBy(store::removeExpired).hasMessage("torn");
    assertThat(contents()).isEqualTo(before);
    assertThat(store.removeExpired()).isEqualTo(1);
  }

  /** Applies the first so many writes of a batch and then stops, as a crash would. */
  private static final class Torn extends ForwardingDatastore {
    int writesLeft = Integer.MAX_VALUE;

    Torn(Datastore delegate) {
      super(delegate);
    }

    @Override
    public Batch batch() {
      return new ForwardingBatch(super.batch()) {
        private final List<Runnable> writes = new ArrayList<>();

        @Override
        public void put(Key key, byte[] value) {
          writes.add(() -> delegate().put(key, value));
        }

        @Override
        public void delete(Key key) {
          writes.add(() -> delegate().delete(key));
        }

        @Override
        public boolean atomic() {
          return false;
        }

        @Override
        public void commit(Durability durability) {
          for (Runnable write : writes) {
            if (writesLeft == 0) {
              throw new DatastoreException("crashed");
            }
            writesLeft--;
            write.run();
          }
        }
      };
    }
  }

  @Test
  void a_crash_within_a_batch_that_is_not_atomic_leaves_no_entry_that_never_expires() {
    for (int writes = 0; writes < 4; writes++) {
      Torn torn = new Torn(new MemoryDatastore());
      ExpiringDatastore crashing = new ExpiringDatastore(torn, clock);
      clock.set(in(0));
      crashing.put(KEY, bytes("old"), in(5));
      torn.writesLeft = writes;
      try {
        crashing.put(KEY, bytes("new"), in(9));
      } catch (DatastoreException e) {
        assertThat(e).hasMessage("crashed");
      }
      torn.writesLeft = Integer.MAX_VALUE;

      ExpiringDatastore again = new ExpiringDatastore(torn, clock);
      assertThat(again.get(KEY)).hasValueSatisfying(value -> assertThat(value).hasSize(3));
      clock.set(in(9));
      assertThat(again.removeExpired()).isEqualTo(1);
      assertThat(torn.query(Query.all()).toList()).isEmpty();
    }
  }

  @Test
  void a_snapshot_stays_at_its_time() {
    TendedDatastore able = new TendedDatastore();
    ExpiringDatastore expiring = new ExpiringDatastore(able, clock);
    expiring.put(KEY, bytes("value"), in(5));

    try (Datastore snapshot = expiring.capability(Snapshots.class).orElseThrow().snapshot()) {
      clock.set(in(5));

      assertThat(expiring.has(KEY)).isFalse();
      assertThat(snapshot.get(KEY)).contains(bytes("value"));
      assertThat(snapshot.capability(Expiring.class)).isEmpty();
    }
  }

  @Test
  void abilities_that_write_leave_lasting_values_and_a_right_index() {
    TendedDatastore able = new TendedDatastore();
    ExpiringDatastore expiring = new ExpiringDatastore(able, clock);
    expiring.put(KEY, bytes("fleeting"), in(5));
    expiring.put(OTHER, bytes("fleeting"), in(5));
    expiring.put(Key.of("/loaded"), bytes("fleeting"), in(5));
    try (Transaction transaction = expiring.capability(Transactions.class).orElseThrow().begin()) {
      assertThat(transaction.get(KEY)).contains(bytes("fleeting"));
      transaction.put(KEY, bytes("lasting"));
      transaction.put(KEY, bytes("lasting, again"));
      assertThat(transaction.get(KEY)).contains(bytes("lasting, again"));
      transaction.commit();
    }
    try (BulkLoad.Loader loader = expiring.capability(BulkLoad.class).orElseThrow().bulkLoad()) {
      loader.add(Key.of("/loaded"), bytes("lasting"));
      loader.commit();
    }
    expiring.capability(RangeDelete.class).orElseThrow().deleteRange(KeyRange.ALL.from(OTHER));
    clock.set(in(5));

    assertThat(expiring.removeExpired()).isZero();

    assertThat(expiring.get(KEY)).contains(bytes("lasting, again"));
    assertThat(expiring.get(Key.of("/loaded"))).contains(bytes("lasting"));
    assertThat(expiring.has(OTHER)).isFalse();
    assertThat(able.query(Query.all()).toList()).hasSize(2);
  }

  @Test
  void a_transaction_does_not_see_what_had_expired_when_it_began() {
    TendedDatastore able = new TendedDatastore();
    ExpiringDatastore expiring = new ExpiringDatastore(able, clock);
    expiring.put(KEY, bytes("value"), in(5));
    clock.set(in(5));

    try (Transaction transaction = expiring.capability(Transactions.class).orElseThrow().begin()) {
      assertThat(transaction.get(KEY)).isEmpty();
    }
  }

  @Test
  void a_value_that_is_put_while_expired_ones_are_removed_is_never_lost() throws Exception {
    store.put(OTHER, bytes("value"));
    AtomicBoolean writing = new AtomicBoolean(true);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Boolean> sweeper =
          threads.submit(
              () -> {
                while (writing.get()) {
                  assertThat(store.removeExpired()).isBetween(0L, 1L);
                }
                return true;
              });
      Future<Boolean> writer =
          threads.submit(
              () -> {
                try {
                  for (int i = 0; i < 5000; i++) {
                    store.put(KEY, bytes("expired"), in(-1));
                    store.put(KEY, bytes("fresh"), in(10));
                    assertThat(store.get(KEY)).contains(bytes("fresh"));
                  }
                  return true;
                } finally {
                  writing.set(false);
                }
              });
      assertThat(writer.get(2, TimeUnit.MINUTES)).isTrue();
      assertThat(sweeper.get(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      threads.shutdownNow();
    }
    store.removeExpired();
    assertThat(memory.query(Query.all()).toList()).as("value, time, value").hasSize(3);
  }

  @Test
  void random_writes_and_steps_of_the_clock_do_what_they_do_to_a_map() {
    Random random = Seeds.random();
    Map<Key, Instant> model = new TreeMap<>();
    for (int i = 0; i < 3000; i++) {
      Key key = Key.of("/" + random.nextInt(20));
      Instant time = clock.instant().plusSeconds(random.nextInt(20) - 2);
      model.values().removeIf(until -> !clock.instant().isBefore(until));
      switch (random.nextInt(6)) {
        case 0 -> {
          store.put(key, bytes("lasting"));
          model.put(key, Instant.MAX);
        }
        case 1 -> {
          store.put(key, bytes("fleeting"), time);
          model.put(key, time);
        }
        case 2 -> {
          store.delete(key);
          model.remove(key);
        }
        case 3 -> {
          assertThat(store.expireAt(key, time)).isEqualTo(model.containsKey(key));
          model.computeIfPresent(key, (it, until) -> time);
        }
        case 4 -> clock.advance(Duration.ofSeconds(random.nextInt(3)));
        default -> assertThat(store.removeExpired()).isNotNegative();
      }
      model.values().removeIf(until -> !clock.instant().isBefore(until));
      assertThat(keys(Query.all().orderedBy(Order.KEY))).containsExactlyElementsOf(model.keySet());
    }
    clock.set(Instant.MAX.minusSeconds(1));
    store.removeExpired();
    assertThat(memory.query(Query.all()).toList()).hasSize(keys(Query.all()).size());
  }

  @Test
  void a_store_below_without_batches_is_refused_when_it_is_wrapped() {
    assertThatThrownBy(() -> new ExpiringDatastore(new PlainDatastore(), clock))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Batching is needed");
  }

  private List<Key> keys(Query query) {
    return store.query(query).toList().stream().map(Entry::key).toList();
  }

  private List<String> contents() {
    return memory.query(Query.all()).toList().stream()
        .map(entry -> hex(entry.key().toBytes()) + "=" + hex(entry.value()))
        .toList();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
