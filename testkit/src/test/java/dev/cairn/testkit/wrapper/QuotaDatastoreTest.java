package dev.cairn.testkit.wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ExpiringDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.datastore.wrapper.Quota;
import dev.cairn.datastore.wrapper.QuotaDatastore;
import dev.cairn.datastore.wrapper.Usage;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SettableClock;
import dev.cairn.testkit.Together;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** It is long since every way to write is tried on both sides of a limit. */
class QuotaDatastoreTest {

  /** Two bytes. */
  private static final Key A = Key.of("/a");

  private static final Key B = Key.of("/b");
  private static final Path DISK = Path.of("/the/disk");

  private final MemoryDatastore memory = new MemoryDatastore();
  private final FaultyDatastore faulty = new FaultyDatastore(memory);

  private QuotaDatastore limited(long bytes, long entries) {
    return new QuotaDatastore(
        faulty, Quota.unlimited().withMaxBytes(bytes).withMaxEntries(entries));
  }

  @Test
  void what_fits_exactly_is_taken_and_one_byte_more_is_refused_before_anything_is_written() {
    QuotaDatastore store = limited(100, 10);

    store.put(A, new byte[98]);
    assertThat(store.usage()).isEqualTo(new Usage(100, 1));

    assertRefused(() -> store.put(A, new byte[99]));
    assertRefused(() -> store.put(B, new byte[0]));
    assertThat(faulty.calls(Operation.PUT)).isEqualTo(1);
    assertThat(memory.size(A)).hasValue(98);
  }

  @Test
  void a_refusal_says_what_was_tried_where_and_what_to_do() {
    QuotaDatastore store = limited(10, 10);

    assertThatThrownBy(() -> store.put(A, new byte[9]))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageContaining("cannot put /a into")
        .hasMessageContaining("that takes 11 bytes more, and 0 of 10 are taken")
        .hasMessageContaining("delete something or raise the quota");
  }

  @Test
  void entries_are_limited_too_and_overwriting_adds_none() {
    QuotaDatastore store = limited(1000, 1);
    store.put(A, bytes("1"));

    store.put(A, bytes("another"));
    assertRefused(() -> store.put(B, bytes("2")));

    store.delete(A);
    store.put(B, bytes("2"));
    assertThat(store.usage()).isEqualTo(new Usage(3, 1));
  }

  @Test
  void overwriting_counts_the_difference_and_deleting_gives_back() {
    QuotaDatastore store = limited(100, 10);
    store.put(A, new byte[90]);
    store.put(A, new byte[10]);
    store.put(B, new byte[80]);
    assertThat(store.usage()).isEqualTo(new Usage(94, 2));

    store.delete(A);
    store.delete(A);
    store.delete(Key.of("/absent"));

    assertThat(store.usage()).isEqualTo(new Usage(82, 1));
  }

  @Test
  void what_the_store_holds_already_is_counted_by_sizes_alone() {
    List<Query> asked = new ArrayList<>();
    memory.put(A, new byte[5]);
    memory.put(Key.of("/long/key"), new byte[0]);
    Datastore noting =
        new ForwardingDatastore(memory) {
          @Override
          public Results query(Query query) {
            asked.add(query);
            return super.query(query);
          }
        };

    QuotaDatastore store = new QuotaDatastore(noting, Quota.unlimited());

    assertThat(store.usage()).isEqualTo(new Usage(2 + 5 + 9, 2));
    assertThat(asked).singleElement().hasToString("SELECT keys");
  }

  @Test
  void a_store_above_its_quota_may_shrink_and_not_grow() {
    memory.put(A, new byte[1000]);
    QuotaDatastore store = limited(100, 10);

    assertRefused(() -> store.put(B, new byte[0]));
    assertRefused(() -> store.put(A, new byte[1001]));
    store.put(A, new byte[1000]);
    store.put(A, new byte[500]);
    store.delete(A);
    store.put(B, new byte[10]);

    assertThat(store.usage()).isEqualTo(new Usage(12, 1));
  }

  @Test
  void a_batch_is_taken_or_refused_whole_by_what_it_comes_to() {
    QuotaDatastore store = limited(20, 2);
    store.put(A, new byte[10]);
    try (Batch batch = store.batch()) {
      batch.put(B, new byte[1000]);
      batch.put(B, new byte[10]);
      batch.delete(A);
      batch.put(Key.of("/c"), new byte[0]);
      batch.commit();
    }
    assertThat(store.usage()).isEqualTo(new Usage(14, 2));

    try (Batch batch = store.batch()) {
      batch.put(B, new byte[11]);
      batch.put(A, new byte[0]);
      assertRefused(batch::commit);
      assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(memory.size(B)).hasValue(10);
    assertThat(memory.has(A)).isFalse();
    assertThat(store.usage()).isEqualTo(new Usage(14, 2));
  }

  @Test
  void a_batch_that_is_discarded_counts_nothing() {
    QuotaDatastore store = limited(20, 2);

    try (Batch batch = store.batch()) {
      batch.put(A, new byte[5]);
    }

    assertThat(store.usage()).isEqualTo(new Usage(0, 0));
  }

  @Test
  void a_write_that_fails_leaves_the_account_as_the_store_is() {
    QuotaDatastore store = limited(100, 10);
    store.put(A, new byte[10]);
    faulty.failAt(Operation.PUT, 1, () -> new DatastoreException("torn"));
    faulty.failAt(Operation.COMMIT, 1, () -> new DatastoreException("torn"));
    faulty.failAt(Operation.DELETE, 1, () -> new DatastoreException("torn"));

    assertThatThrownBy(() -> store.put(A, new byte[50])).hasMessage("torn");
    try (Batch batch = store.batch()) {
      batch.put(B, new byte[50]);
      assertThatThrownBy(batch::commit).hasMessage("torn");
    }
    assertThatThrownBy(() -> store.delete(A)).hasMessage("torn");

    assertThat(store.usage()).isEqualTo(new Usage(12, 1));
    store.put(B, new byte[86]);
  }

  @Test
  void a_write_that_failed_and_happened_all_the_same_is_counted() {
    Datastore lying =
        new ForwardingDatastore(memory) {
          @Override
          public void put(Key key, byte[] value) {
            super.put(key, value);
            throw new DatastoreException("the answer was lost");
          }
        };
    QuotaDatastore store = new QuotaDatastore(lying, Quota.unlimited().withMaxBytes(100));

    assertThatThrownBy(() -> store.put(A, new byte[10])).hasMessage("the answer was lost");

    assertThat(store.usage()).isEqualTo(new Usage(12, 1));
  }

  @Test
  void an_account_that_a_failure_has_left_doubtful_is_made_anew_before_the_next_value() {
    QuotaDatastore store = limited(100, 10);
    faulty.failAt(Operation.PUT, 1, () -> new DatastoreException("torn"));
    faulty.failAt(Operation.SIZE, 2, () -> new DatastoreException("unreadable"));
    assertThatThrownBy(() -> store.put(A, new byte[10]))
        .hasMessage("torn")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("unreadable"));
    memory.put(A, new byte[10]);

    store.put(B, new byte[20]);

    assertThat(store.usage()).isEqualTo(new Usage(12 + 22, 2));
  }

  @Test
  void a_delete_is_made_also_where_the_size_cannot_be_told() {
    QuotaDatastore store = limited(100, 10);
    store.put(A, new byte[98]);
    faulty.failAt(Operation.SIZE, 1, () -> new DatastoreException("unreadable"));

    store.delete(A);

    assertThat(memory.has(A)).isFalse();
    store.put(B, new byte[98]);
    assertThat(store.usage()).isEqualTo(new Usage(100, 1));
  }

  @Test
  void many_writers_together_never_exceed_the_quota_and_the_account_is_exact() {
    long seed = Seeds.seed();
    QuotaDatastore store =
        new QuotaDatastore(memory, Quota.unlimited().withMaxBytes(3000).withMaxEntries(60));
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch writing = new CountDownLatch(4);
    try (Together threads = new Together()) {
      for (int i = 0; i < 4; i++) {
        Random random = new Random(seed + i);
        threads.start(
            () -> {
              try {
                refused.addAndGet(writeAtRandom(store, random));
              } finally {
                writing.countDown();
              }
            });
      }
      threads.start(
          () -> {
            while (writing.getCount() > 0) {
              assertThat(held(memory).bytes()).isLessThanOrEqualTo(3000);
            }
          });
    }
    assertThat(refused.get()).as("the quota was felt").isPositive();
    assertThat(store.usage()).isEqualTo(held(memory));
  }

  private static int writeAtRandom(QuotaDatastore store, Random random) {
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      Key key = Key.of("/" + random.nextInt(80));
      try {
        switch (random.nextInt(4)) {
          case 0 -> store.delete(key);
          case 1 -> {
            try (Batch batch = store.batch()) {
              batch.put(key, new byte[random.nextInt(200)]);
              batch.delete(Key.of("/" + random.nextInt(80)));
              batch.put(Key.of("/" + random.nextInt(80)), new byte[random.nextInt(200)]);
              batch.commit(Durability.VISIBLE);
            }
          }
          default -> store.put(key, new byte[random.nextInt(200)]);
        }
      } catch (NoSpaceException e) {
        refused++;
      }
    }
    return refused;
  }

  private static Usage held(Datastore store) {
    long bytes = 0;
    long entries = 0;
    for (Entry entry : store.query(Query.all()).toList()) {
      bytes += entry.key().length() + entry.value().length;
      entries++;
    }
    return new Usage(bytes, entries);
  }

  @Test
  void the_reserve_refuses_values_and_never_a_delete() {
    AtomicLong free = new AtomicLong(1000);
    QuotaDatastore store =
        new QuotaDatastore(
            faulty,
            Quota.unlimited()
                .withReserve(
                    DISK,
                    900,
                    path -> {
                      assertThat(path).isEqualTo(DISK);
                      return free.get();
                    }));

    store.put(A, new byte[98]);
    assertThatThrownBy(() -> store.put(A, new byte[99]))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageContaining("of the disk of /the/disk, 900 bytes are to stay free and 100 could");
    free.set(10);
    assertRefused(() -> store.put(A, new byte[0]));
    try (Batch batch = store.batch()) {
      batch.put(B, new byte[0]);
      assertRefused(batch::commit);
    }
    store.delete(A);

    assertThat(faulty.calls(Operation.PUT)).isEqualTo(1);
    assertThat(faulty.calls(Operation.COMMIT)).isZero();
    assertThat(memory.has(A)).isFalse();
  }

  @Test
  void a_disk_that_cannot_be_asked_takes_no_value() {
    QuotaDatastore store =
        new QuotaDatastore(
            faulty,
            Quota.unlimited()
                .withReserve(
                    DISK,
                    1,
                    path -> {
                      throw new IOException("no such device");
                    }));

    assertThatThrownBy(() -> store.put(A, new byte[1]))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("the free space at /the/disk cannot be told")
        .hasMessageContaining("no such device");
    assertThat(faulty.calls(Operation.PUT)).isZero();
  }

  @Test
  void the_disk_of_a_directory_can_be_asked(@TempDir Path directory) {
    QuotaDatastore roomy = new QuotaDatastore(memory, Quota.unlimited().withReserve(directory, 0));
    QuotaDatastore hopeless =
        new QuotaDatastore(memory, Quota.unlimited().withReserve(directory, Long.MAX_VALUE));

    roomy.put(A, new byte[1]);
    assertRefused(() -> hopeless.put(B, new byte[1]));
  }

  @Test
  void a_watermark_is_told_each_time_it_is_reached_from_below_and_without_a_lock() {
    List<Usage> told = new ArrayList<>();
    List<QuotaDatastore> stores = new ArrayList<>();
    Quota quota =
        Quota.unlimited()
            .withMaxBytes(100)
            .withWatermark(
                0.5,
                usage -> {
                  told.add(usage);
                  stores.forEach(it -> it.delete(Key.of("/absent")));
                })
            .withWatermark(1, told::add);
    QuotaDatastore store = new QuotaDatastore(memory, quota);
    stores.add(store);

    store.put(A, new byte[47]);
    assertThat(told).isEmpty();
    store.put(A, new byte[48]);
    store.put(A, new byte[60]);
    assertThat(told).containsExactly(new Usage(50, 1));
    store.delete(A);
    store.put(A, new byte[98]);

    assertThat(told).containsExactly(new Usage(50, 1), new Usage(100, 1), new Usage(100, 1));
  }

  @Test
  void a_watermark_that_is_reached_when_the_store_is_wrapped_is_told() {
    List<Usage> told = new ArrayList<>();
    memory.put(A, new byte[98]);

    new QuotaDatastore(memory, Quota.unlimited().withMaxBytes(100).withWatermark(0.9, told::add))
        .put(A, new byte[98]);

    assertThat(told).containsExactly(new Usage(100, 1));
  }

  @Test
  void what_abilities_write_and_delete_is_counted() {
    TendedDatastore able = new TendedDatastore();
    QuotaDatastore store =
        new QuotaDatastore(able, Quota.unlimited().withMaxBytes(20).withMaxEntries(3));
    ConditionalWrites writes = store.capability(ConditionalWrites.class).orElseThrow();

    assertThat(writes.putIfAbsent(A, new byte[10])).isTrue();
    assertThat(writes.putIfAbsent(A, new byte[1000])).as("declined, not refused").isFalse();
    assertThat(writes.replace(A, new byte[9], new byte[1000])).isFalse();
    assertRefused(() -> writes.replace(A, new byte[10], new byte[19]));
    assertRefused(() -> writes.putIfAbsent(B, new byte[7]));
    assertThat(writes.replace(A, new byte[10], new byte[5])).isTrue();
    assertThat(store.usage()).isEqualTo(new Usage(7, 1));

    store.put(B, new byte[5]);
    store.capability(RangeDelete.class).orElseThrow().deleteRange(KeyRange.ALL.before(B));
    assertThat(store.usage()).isEqualTo(new Usage(7, 1));

    able.put(Key.of("/lost+found"), new byte[0]);
    assertThat(store.capability(Scrub.class).orElseThrow().scrub()).isEmpty();
    assertThat(store.usage()).isEqualTo(new Usage(7 + 11, 2));
  }

  @Test
  void a_transaction_is_counted_when_it_is_committed() {
    TendedDatastore able = new TendedDatastore();
    QuotaDatastore store = new QuotaDatastore(able, Quota.unlimited().withMaxBytes(20));
    Transactions transactions = store.capability(Transactions.class).orElseThrow();
    store.put(A, new byte[10]);

    try (Transaction transaction = transactions.begin()) {
      transaction.delete(A);
      transaction.put(B, new byte[18]);
      transaction.commit();
    }
    assertThat(store.usage()).isEqualTo(new Usage(20, 1));
    try (Transaction transaction = transactions.begin()) {
      transaction.put(A, new byte[0]);
      assertRefused(transaction::commit);
      assertThatThrownBy(transaction::commit).isInstanceOf(IllegalStateException.class);
    }
    try (Transaction transaction = transactions.begin()) {
      transaction.put(B, new byte[1]);
      store.put(B, new byte[2]);
      assertThatThrownBy(transaction::commit).isInstanceOf(TransactionConflictException.class);
    }
    assertThat(store.usage()).isEqualTo(new Usage(4, 1));
    assertThat(able.has(A)).isFalse();
  }

  @Test
  void entries_that_expire_above_the_quota_give_their_room_back() {
    SettableClock clock = new SettableClock(TendedDatastore.START);
    QuotaDatastore store = limited(60, 10);
    ExpiringDatastore expiring = new ExpiringDatastore(store, clock);
    expiring.put(A, new byte[10], clock.instant().plusSeconds(1));
    assertRefused(() -> expiring.put(B, new byte[30], Clock.systemUTC().instant()));

    clock.set(clock.instant().plusSeconds(1));
    assertThat(expiring.removeExpired()).isEqualTo(1);

    assertThat(store.usage()).isEqualTo(new Usage(0, 0));
    expiring.put(B, new byte[30]);
  }

  @Test
  void limits_that_make_no_sense_are_refused() {
    Quota quota = Quota.unlimited();
    for (ThrowingCallable wrong :
        List.<ThrowingCallable>of(
            () -> quota.withMaxBytes(-1),
            () -> quota.withMaxEntries(-1),
            () -> quota.withReserve(DISK, -1),
            () -> quota.withWatermark(0, usage -> {}),
            () -> quota.withWatermark(1.1, usage -> {}),
            () -> quota.withWatermark(Double.NaN, usage -> {}))) {
      assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void assertRefused(ThrowingCallable write) {
    assertThatThrownBy(write).isInstanceOf(NoSpaceException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
