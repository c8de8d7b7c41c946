package dev.cairn.testkit.wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.datastore.wrapper.RetryPolicy;
import dev.cairn.datastore.wrapper.RetryingDatastore;
import dev.cairn.datastore.wrapper.RetryingDatastore.Surroundings;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryingDatastoreTest {

  private static final Key KEY = Key.of("/key");
  private static final RetryPolicy POLICY =
      new RetryPolicy(6, Duration.ofMillis(10), Duration.ofMillis(50), 0, Duration.ofSeconds(100));

  private final MemoryDatastore memory = new MemoryDatastore();
  private final FaultyDatastore faulty = new FaultyDatastore(memory);
  private final List<Duration> pauses = new ArrayList<>();
  private long nanos;

  @AfterEach
  void forgetInterrupts() {
    Thread.interrupted();
  }

  private RetryingDatastore retrying(RetryPolicy policy) {
    return new RetryingDatastore(
        faulty, policy, new Surroundings(this::pass, () -> nanos, () -> 0.5));
  }

  private void pass(Duration pause) {
    pauses.add(pause);
    nanos += pause.toNanos();
  }

  private static DatastoreException temporary() {
    return new DatastoreException("the network is away", null, /* retryable= */ true);
  }

  private static Map<Operation, ThrowingCallable> calls(RetryingDatastore store) {
    return Map.of(
        Operation.GET, () -> store.get(KEY),
        Operation.GET_ALL, () -> store.getAll(List.of(KEY)),
        Operation.HAS, () -> store.has(KEY),
        Operation.SIZE, () -> store.size(KEY),
        Operation.PUT, () -> store.put(KEY, bytes("new")),
        Operation.DELETE, () -> store.delete(KEY),
        Operation.QUERY, () -> store.query(Query.all()).close(),
        Operation.SYNC, () -> store.sync(Key.ROOT),
        Operation.BATCH, () -> store.batch().close());
  }

  @ParameterizedTest
  @EnumSource(names = {"GET", "GET_ALL", "HAS", "SIZE", "PUT", "DELETE", "QUERY", "SYNC", "BATCH"})
  void a_call_is_made_again_until_it_succeeds(Operation operation) throws Throwable {
    faulty.failAt(operation, 1, RetryingDatastoreTest::temporary);
    faulty.failAt(operation, 2, RetryingDatastoreTest::temporary);

    calls(retrying(POLICY)).get(operation).call();

    assertThat(faulty.calls(operation)).isEqualTo(3);
    assertThat(pauses).containsExactly(Duration.ofMillis(10), Duration.ofMillis(20));
  }

  @ParameterizedTest
  @EnumSource(names = {"GET", "GET_ALL", "HAS", "SIZE", "PUT", "DELETE", "QUERY", "SYNC", "BATCH"})
  void a_call_that_always_fails_is_given_up_and_says_how_often_it_was_tried(Operation operation) {
    faulty.failFromNowOn(operation, RetryingDatastoreTest::temporary);

    assertThatThrownBy(calls(retrying(POLICY)).get(operation))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("gave up after 6 attempts within 170 ms")
        .hasMessageContaining("the network is away")
        .hasCauseInstanceOf(DatastoreException.class);

    assertThat(faulty.calls(operation)).isEqualTo(6);
  }

  @Test
  void an_error_that_repeating_does_not_cure_passes_at_once_and_unchanged() {
    NoSpaceException full = new NoSpaceException("the disk is full");
    faulty.failAt(Operation.PUT, 1, () -> full);

    assertThatThrownBy(() -> retrying(POLICY).put(KEY, bytes("value"))).isSameAs(full);

    assertThat(pauses).isEmpty();
  }

  @Test
  void a_lasting_error_behind_temporary_ones_passes_unchanged() {
    NoSpaceException full = new NoSpaceException("the disk is full");
    faulty.failAt(Operation.GET, 1, RetryingDatastoreTest::temporary);
    faulty.failAt(Operation.GET, 2, RetryingDatastoreTest::temporary);
    faulty.failAt(Operation.GET, 3, () -> full);

    assertThatThrownBy(() -> retrying(POLICY).get(KEY)).isSameAs(full);
  }

  @Test
  void a_policy_of_one_attempt_changes_no_error() {
    DatastoreException only = temporary();
    faulty.failAt(Operation.GET, 1, () -> only);

    assertThatThrownBy(() -> retrying(POLICY.withAttempts(1)).get(KEY)).isSameAs(only);
  }

  @Test
  void pauses_double_up_to_the_longest() {
    faulty.failFromNowOn(Operation.GET, RetryingDatastoreTest::temporary);

    assertThatThrownBy(() -> retrying(POLICY).get(KEY)).isInstanceOf(DatastoreException.class);

    assertThat(pauses).extracting(Duration::toMillis).containsExactly(10L, 20L, 40L, 50L, 50L);
  }

  @Test
  void chance_leaves_out_a_part_of_each_pause() {
    faulty.failAt(Operation.GET, 1, RetryingDatastoreTest::temporary);
    faulty.failAt(Operation.GET, 2, RetryingDatastoreTest::temporary);

    retrying(POLICY.withJitter(0.4)).get(KEY);

    assertThat(pauses).extracting(Duration::toMillis).containsExactly(8L, 16L);
  }

  @Test
  void the_budget_ends_the_attempts_before_a_pause_that_would_exceed_it() {
    faulty.failFromNowOn(Operation.GET, RetryingDatastoreTest::temporary);

    assertThatThrownBy(() -> retrying(POLICY.withBudget(Duration.ofMillis(69))).get(KEY))
        .hasMessageContaining("gave up after 3 attempts within 30 ms");
    faulty.heal();
    faulty.failFromNowOn(Operation.GET, RetryingDatastoreTest::temporary);
    assertThatThrownBy(() -> retrying(POLICY.withBudget(Duration.ofMillis(70))).get(KEY))
        .hasMessageContaining("gave up after 4 attempts within 70 ms");
  }

  @Test
  void giving_up_is_retryable_as_the_failure_was() {
    faulty.failFromNowOn(Operation.GET, RetryingDatastoreTest::temporary);

    DatastoreException failure =
        catchThrowableOfType(DatastoreException.class, () -> retrying(POLICY).get(KEY));

    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void an_interrupt_ends_the_attempts_and_is_kept() {
    faulty.failFromNowOn(Operation.GET, RetryingDatastoreTest::temporary);
    var interrupted =
        new RetryingDatastore(
            faulty,
            POLICY,
            new Surroundings(
                pause -> {
                  throw new InterruptedException("interrupted");
                },
                () -> nanos,
                () -> 0));

    assertThatThrownBy(() -> interrupted.get(KEY))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("interrupted after 1 attempts")
        .hasMessageContaining("the network is away");

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(faulty.calls(Operation.GET)).isEqualTo(1);
  }

  @Test
  void the_pause_of_the_system_heeds_an_interrupt() {
    faulty.failFromNowOn(Operation.GET, RetryingDatastoreTest::temporary);
    RetryPolicy days = POLICY.withPauses(Duration.ofHours(1), Duration.ofHours(1));
    var sleeping = new RetryingDatastore(faulty, days.withBudget(Duration.ofDays(30)));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> sleeping.get(KEY)).isInstanceOf(CancelledException.class);
  }

  @Test
  void whoever_cancels_in_a_pause_is_heard() {
    faulty.failFromNowOn(Operation.GET, RetryingDatastoreTest::temporary);
    CancelledException cancelled = new CancelledException("no longer wanted");
    var store =
        new RetryingDatastore(
            faulty,
            POLICY,
            new Surroundings(
                pause -> {
                  throw cancelled;
                },
                () -> nanos,
                () -> 0));

    assertThatThrownBy(() -> store.get(KEY)).isSameAs(cancelled);
  }

  @Test
  void a_batch_whose_commit_fails_is_made_anew_with_all_its_writes() {
    memory.put(KEY, bytes("old"));
    faulty.failAt(Operation.COMMIT, 1, RetryingDatastoreTest::temporary);
    faulty.failAt(Operation.COMMIT, 2, RetryingDatastoreTest::temporary);
    byte[] value = bytes("first");

    try (Batch batch = retrying(POLICY).batch()) {
      batch.put(Key.of("/a"), value);
      value[0] = '!';
      batch.put(Key.of("/b"), bytes("second"));
      batch.delete(KEY);
      assertThat(batch.size()).isEqualTo(3);
      batch.commit(Durability.SYNCED);
      assertThat(faulty.calls(Operation.COMMIT)).isEqualTo(3);
      assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
    }

    assertThat(memory.get(Key.of("/a"))).contains(bytes("first"));
    assertThat(memory.get(Key.of("/b"))).contains(bytes("second"));
    assertThat(memory.has(KEY)).isFalse();
  }

  @Test
  void a_batch_that_cannot_be_committed_says_how_often_it_was_tried_and_is_used_up() {
    faulty.failFromNowOn(Operation.COMMIT, RetryingDatastoreTest::temporary);

    try (Batch batch = retrying(POLICY).batch()) {
      batch.put(KEY, bytes("value"));
      assertThatThrownBy(batch::commit)
          .hasMessageContaining("commit a batch of 1 writes: gave up after 6 attempts");
      faulty.heal();
      assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
    }

    assertThat(memory.has(KEY)).isFalse();
  }

  @Test
  void a_batch_tries_no_longer_than_its_policy_says_where_no_new_one_can_be_had() {
    faulty.failAt(Operation.COMMIT, 1, RetryingDatastoreTest::temporary);
    try (Batch batch = retrying(POLICY).batch()) {
      batch.put(KEY, bytes("value"));
      faulty.failFromNowOn(Operation.BATCH, RetryingDatastoreTest::temporary);

      assertThatThrownBy(batch::commit).hasMessageContaining("gave up after 6 attempts");
    }

    assertThat(faulty.calls(Operation.BATCH)).isEqualTo(1 + 5);
  }

  @Test
  void a_conditional_write_is_not_repeated() {
    AtomicInteger tries = new AtomicInteger();
    var failing =
        new ForwardingDatastore(memory) {
          @Override
          public <T> Optional<T> capability(Class<T> ability) {
            return ability == ConditionalWrites.class
                ? Optional.of(ability.cast(new FailingWrites(tries)))
                : super.capability(ability);
          }
        };
    ConditionalWrites writes =
        new RetryingDatastore(failing, POLICY).capability(ConditionalWrites.class).orElseThrow();

    assertThatThrownBy(() -> writes.putIfAbsent(KEY, bytes("value")))
        .hasMessage("the network is away");
    assertThatThrownBy(() -> writes.replace(KEY, bytes("old"), bytes("value")))
        .hasMessage("the network is away");

    assertThat(tries).hasValue(2);
  }

  private record FailingWrites(AtomicInteger tries) implements ConditionalWrites {
    @Override
    public boolean putIfAbsent(Key key, byte[] value) {
      tries.incrementAndGet();
      throw temporary();
    }

    @Override
    public boolean replace(Key key, byte[] expected, byte[] value) {
      tries.incrementAndGet();
      throw temporary();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
