package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static dev.cairn.testkit.DatastoreContract.assertLacks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Key;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@link ConditionalWrites} do: write only where nobody else has, each in one step. */
public abstract class ConditionalWritesContract extends DatastoreFixture {

  private static final Key KEY = Key.of("/key");
  private static final byte[] EMPTY = {};
  private static final int THREADS = 4;
  private static final int ADDITIONS = 50;

  /** Creates the contract for one test. */
  protected ConditionalWritesContract() {}

  @Test
  void what_is_absent_is_put_and_what_is_there_is_left() {
    ConditionalWrites writes = claimed(ConditionalWrites.class);

    assertThat(writes.putIfAbsent(KEY, EMPTY)).isTrue();
    assertThat(writes.putIfAbsent(KEY, Samples.bytes("late"))).as("empty is there").isFalse();
    assertHolds(store(), KEY, EMPTY);

    store().delete(KEY);
    assertThat(writes.putIfAbsent(KEY, Samples.bytes("new"))).isTrue();
    assertHolds(store(), KEY, Samples.bytes("new"));
  }

  @Test
  void what_is_as_expected_byte_for_byte_is_replaced_and_nothing_else() {
    ConditionalWrites writes = claimed(ConditionalWrites.class);

    assertThat(writes.replace(KEY, EMPTY, Samples.bytes("x"))).as("absent").isFalse();
    assertLacks(store(), KEY);
    store().put(KEY, Samples.bytes("first"));
    for (String expected : new String[] {"", "firs", "first!", "First"}) {
      assertThat(writes.replace(KEY, Samples.bytes(expected), Samples.bytes("x"))).isFalse();
    }
    assertHolds(store(), KEY, Samples.bytes("first"));

    assertThat(writes.replace(KEY, Samples.bytes("first"), Samples.bytes("second"))).isTrue();
    assertHolds(store(), KEY, Samples.bytes("second"));
    if (persistent()) {
      assertHolds(reopened(), KEY, Samples.bytes("second"));
    }
  }

  @Test
  void an_array_handed_in_is_not_kept() {
    ConditionalWrites writes = claimed(ConditionalWrites.class);
    byte[] value = Samples.bytes("value");
    byte[] other = Samples.bytes("other");

    writes.putIfAbsent(KEY, value);
    Arrays.fill(value, (byte) '!');
    assertHolds(store(), KEY, Samples.bytes("value"));
    writes.replace(KEY, Samples.bytes("value"), other);
    Arrays.fill(other, (byte) '!');

    assertHolds(store(), KEY, Samples.bytes("other"));
  }

  @Test
  void of_many_that_put_what_is_absent_one_does() {
    ConditionalWrites writes = claimed(ConditionalWrites.class);
    for (int round = 0; round < ADDITIONS; round++) {
      Key key = Key.of("/contended/" + round);
      AtomicInteger winners = new AtomicInteger();
      try (Together threads = new Together()) {
        for (int i = 0; i < THREADS; i++) {
          byte[] own = {(byte) i};
          threads.start(
              () -> {
                if (writes.putIfAbsent(key, own)) {
                  winners.incrementAndGet();
                }
              });
        }
      }
      assertThat(winners).as("winners of round %d", round).hasValue(1);
    }
  }

  @Test
  void no_addition_is_lost_where_each_is_repeated_until_it_is_done() {
    ConditionalWrites writes = claimed(ConditionalWrites.class);
    store().put(KEY, new byte[] {0});
    try (Together threads = new Together()) {
      for (int i = 0; i < THREADS; i++) {
        threads.start(
            () -> {
              for (int addition = 0; addition < ADDITIONS; addition++) {
                addUntilItIsDone(writes);
              }
            });
      }
    }

    assertHolds(store(), KEY, new byte[] {(byte) (THREADS * ADDITIONS)});
  }

  private void addUntilItIsDone(ConditionalWrites writes) {
    byte[] before;
    byte[] after;
    do {
      before = store().get(KEY).orElseThrow();
      after = new byte[] {(byte) (before[0] + 1)};
    } while (!writes.replace(KEY, before, after));
  }
}
