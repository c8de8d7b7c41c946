package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static dev.cairn.testkit.DatastoreContract.assertLacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link Expiring} stores do: forget what has expired, from that moment on, everywhere. */
public abstract class ExpiringContract extends DatastoreFixture {

  private static final Key KEY = Key.of("/folder/expiring");
  private static final Key LASTING = Key.of("/folder/lasting");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = START.plusSeconds(60);
  private static final Duration TICK = Duration.ofMillis(1);

  private final SettableClock clock = new SettableClock(START);
  private @Nullable Datastore store;

  /** Creates the contract for one test. */
  protected ExpiringContract() {}

  /**
   * {@return the store in {@code directory}, as by {@link #open(Path)}, with a clock to tell what
   * has expired; nothing where the store does not claim {@link Expiring}}
   *
   * @param directory as for {@link #open(Path)}
   * @param clock what time it is
   */
  protected abstract Optional<Datastore> open(Path directory, Clock clock);

  private Expiring expiring() {
    claimed(Expiring.class);
    return Datastores.require(timed(), Expiring.class);
  }

  private Datastore timed() {
    if (store == null) {
      store =
          track(
              open(directory("timed"), clock)
                  .orElseThrow(
                      () ->
                          new AssertionError(
                              "the store claims Expiring; say how to open it with a clock")));
    }
    return store;
  }

  private void setToJustBefore(Instant time) {
    clock.set(time.minus(TICK));
  }

  @Test
  void an_entry_is_there_until_it_expires_and_absent_from_every_read_from_then_on() {
    expiring().put(KEY, Samples.bytes("value"), END);
    timed().put(LASTING, Samples.bytes("lasting"));

    setToJustBefore(END);
    assertHolds(timed(), KEY, Samples.bytes("value"));
    assertThat(keys()).containsExactly(KEY, LASTING);

    clock.set(END);
    assertLacks(timed(), KEY);
    assertThat(keys()).containsExactly(LASTING);
    assertHolds(timed(), LASTING, Samples.bytes("lasting"));
  }

  private List<Key> keys() {
    Query query = Query.below(Key.of("/folder")).orderedBy(Order.KEY);
    return timed().query(query).toList().stream().map(Entry::key).toList();
  }

  @Test
  void the_time_of_expiry_may_be_asked_for() {
    expiring().put(KEY, Samples.bytes("value"), END);
    timed().put(LASTING, Samples.bytes("lasting"));

    assertThat(expiring().expiration(KEY)).hasValue(END);
    assertThat(expiring().expiration(LASTING)).isEmpty();
    assertThat(expiring().expiration(Key.of("/absent"))).isEmpty();
    assertThat(timed().query(Query.below(Key.of("/folder")).withExpirations()).toList())
        .filteredOn(entry -> entry.key().equals(KEY))
        .singleElement()
        .satisfies(entry -> assertThat(entry.expiration()).hasValue(END));
    clock.set(END);
    assertThat(expiring().expiration(KEY)).isEmpty();
  }

  @Test
  void the_time_of_expiry_may_be_changed_while_the_entry_is_there() {
    expiring().put(KEY, Samples.bytes("value"), END);
    timed().put(LASTING, Samples.bytes("lasting"));

    assertThat(expiring().expireAt(KEY, END.plusSeconds(1))).isTrue();
    assertThat(expiring().expireAt(LASTING, END.plusSeconds(1))).isTrue();
    assertThat(expiring().expireAt(Key.of("/absent"), END)).isFalse();

    clock.set(END);
    assertHolds(timed(), KEY, Samples.bytes("value"));
    clock.set(END.plusSeconds(1));
    assertLacks(timed(), KEY);
    assertLacks(timed(), LASTING);
    assertThat(expiring().expireAt(KEY, END.plusSeconds(9))).as("it is gone for good").isFalse();
    assertLacks(timed(), KEY);
  }

  @Test
  void a_later_put_makes_an_entry_that_lasts() {
    expiring().put(KEY, Samples.bytes("value"), END);
    timed().put(KEY, Samples.bytes("lasting"));

    clock.set(END);

    assertHolds(timed(), KEY, Samples.bytes("lasting"));
    assertThat(expiring().expiration(KEY)).isEmpty();
  }

  @Test
  void what_has_expired_already_is_absent_at_once() {
    expiring().put(KEY, Samples.bytes("value"), START);

    assertLacks(timed(), KEY);
  }

  @Test
  void what_has_expired_is_removed_and_counted_once() {
    for (int i = 0; i < 5; i++) {
      expiring().put(Key.of("/folder/" + i), Samples.bytes(i), END.plusSeconds(i));
    }
    timed().put(LASTING, Samples.bytes("lasting"));
    clock.set(END.plusSeconds(2));

    assertThat(expiring().removeExpired()).isEqualTo(3);
    assertThat(expiring().removeExpired()).isZero();

    assertThat(keys()).hasSize(3);
    clock.set(START);
    assertLacks(timed(), Key.of("/folder/0"));
  }

  @Test
  void a_deleted_entry_does_not_expire_later() {
    expiring().put(KEY, Samples.bytes("value"), END);
    timed().delete(KEY);
    timed().put(KEY, Samples.bytes("new"));
    clock.set(END);

    assertThat(expiring().removeExpired()).isZero();
    assertHolds(timed(), KEY, Samples.bytes("new"));
  }

  @Test
  void a_store_opened_again_knows_when_its_entries_expire() {
    assumeTrue(persistent(), "the store keeps nothing");
    expiring().put(KEY, Samples.bytes("value"), END);
    timed().close();
    store = null;

    assertThat(expiring().expiration(KEY)).hasValue(END);
    clock.set(END);
    assertLacks(timed(), KEY);
  }
}
