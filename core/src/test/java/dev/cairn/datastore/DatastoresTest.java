package dev.cairn.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.async.WatchedDatastore;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.datastore.wrapper.ReadOnlyDatastore;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatastoresTest {

  private final MemoryDatastore memory = new MemoryDatastore();

  @Test
  void an_ability_that_is_there_is_handed_out() {
    assertThat(Datastores.require(memory, Batching.class)).isSameAs(memory);
  }

  @Test
  void one_that_is_not_there_is_refused_with_the_store_and_its_wrappers() {
    Datastore readOnly = new ReadOnlyDatastore(memory);

    assertThatThrownBy(() -> Datastores.require(readOnly, Batching.class))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContainingAll("Batching", "ReadOnlyDatastore(memory)");
  }

  @Test
  void entries_are_counted() {
    for (int i = 0; i < 10; i++) {
      memory.put(Key.of("/a/" + i), new byte[] {(byte) i});
    }

    assertThat(Datastores.count(memory, Query.all())).isEqualTo(10);
    assertThat(Datastores.count(memory, Query.below(Key.of("/b")))).isZero();
    assertThat(Datastores.count(memory, Query.all().offset(3).limit(4))).isEqualTo(4);
    assertThat(
            Datastores.count(
                memory, Query.all().filter(Filter.value(Comparison.LESS, new byte[] {3}))))
        .isEqualTo(3);
  }

  @Test
  void counting_stops_where_it_is_enough() {
    WatchedDatastore watched = new WatchedDatastore(memory);
    for (int i = 0; i < 10; i++) {
      memory.put(Key.of("/a/" + i), new byte[] {(byte) i});
    }

    assertThat(Datastores.countUpTo(watched, Query.all(), 4)).isEqualTo(4);
    assertThat(watched.shown()).hasSize(4).noneMatch(Entry::hasValue);
    assertThat(Datastores.countUpTo(memory, Query.all(), 10)).isEqualTo(10);
    assertThat(Datastores.countUpTo(memory, Query.all(), Long.MAX_VALUE)).isEqualTo(10);
    assertThat(Datastores.countUpTo(memory, Query.all().limit(3), 4)).isEqualTo(3);
    assertThat(Datastores.countUpTo(memory, Query.all().limit(5), 4)).isEqualTo(4);
    assertThat(Datastores.countUpTo(memory, Query.all(), 0)).isZero();
    assertThatThrownBy(() -> Datastores.countUpTo(memory, Query.all(), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void counting_puts_nothing_in_order_and_keeps_its_side_of_a_start() {
    for (int i = 0; i < 10; i++) {
      memory.put(Key.of("/a/" + i), new byte[] {(byte) i});
    }
    Query ordered = Query.all().orderedBy(Order.VALUE_DESCENDING).offset(2).limit(20);

    assertThat(ordered.forCounting().orders()).isEmpty();
    assertThat(Datastores.count(memory, ordered)).isEqualTo(8);
    Query back = Query.all().orderedBy(Order.KEY_DESCENDING).startAfter(Key.of("/a/3"));
    assertThat(Datastores.count(memory, back)).isEqualTo(3);
    assertThat(Datastores.count(memory, Query.all().startAfter(Key.of("/a/3")))).isEqualTo(6);
  }

  @Test
  void existence_is_found_strictly_below_in_whole_components() {
    memory.put(Key.of("/a/b/c"), new byte[0]);

    assertThat(Datastores.existsUnder(memory, Key.ROOT)).isTrue();
    assertThat(Datastores.existsUnder(memory, Key.of("/a"))).isTrue();
    assertThat(Datastores.existsUnder(memory, Key.of("/a/b"))).isTrue();
    assertThat(Datastores.existsUnder(memory, Key.of("/a/b/c"))).isFalse();
    assertThat(Datastores.existsUnder(memory, Key.of("/a/"))).isTrue();
    assertThat(Datastores.existsUnder(memory, Key.of("/a/b/"))).isTrue();
    assertThat(Datastores.existsUnder(memory, Key.raw(new byte[] {'a', '/'}))).isFalse();
    assertThat(Datastores.existsUnder(new MemoryDatastore(), Key.ROOT)).isFalse();
  }

  @Test
  void a_listing_that_fails_is_never_a_smaller_count() {
    memory.put(Key.of("/a"), new byte[0]);
    Query failing =
        Query.all()
            .filter(
                entry -> {
                  throw new CorruptDataException("damaged");
                });

    assertThatThrownBy(() -> Datastores.count(memory, failing))
        .isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> Datastores.countUpTo(memory, failing, 1))
        .isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> Datastores.page(memory, failing, 1))
        .isInstanceOf(CorruptDataException.class);
  }

  @Test
  void a_read_only_view_refuses_writes_by_what_was_attempted_on_what() {
    memory.put(Key.of("/a"), new byte[1]);
    Datastore view = new ReadOnlyDatastore(memory);

    assertThatThrownBy(() -> view.put(Key.of("/a"), new byte[0]))
        .isInstanceOf(ReadOnlyDatastoreException.class)
        .hasMessageContainingAll("put /a", "memory");
    assertThatThrownBy(() -> view.delete(Key.of("/a")))
        .isInstanceOf(ReadOnlyDatastoreException.class)
        .hasMessageContainingAll("delete /a", "memory");
    view.sync(Key.ROOT);
    assertThat(view.get(Key.of("/a"))).isPresent();
    assertThat(view.capability(Batching.class)).isEmpty();
    assertThat(view.capability(DiskUsage.class)).isEmpty();
    view.close();
    assertThatThrownBy(() -> memory.get(Key.of("/a"))).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void a_read_only_view_passes_on_what_only_reads() {
    Datastore measured =
        new ForwardingDatastore(memory) {
          @Override
          public <T> Optional<T> capability(Class<T> ability) {
            DiskUsage usage = () -> 42;
            return ability == DiskUsage.class
                ? Optional.of(ability.cast(usage))
                : super.capability(ability);
          }
        };

    assertThat(new ReadOnlyDatastore(measured).capability(DiskUsage.class))
        .hasValueSatisfying(usage -> assertThat(usage.diskUsage()).isEqualTo(42));
  }

  @Test
  void what_may_pass_is_retryable_and_what_does_not_is_not() {
    assertThat(new DatastoreLockedException("held").retryable()).isTrue();
    assertThat(new DatastoreException("busy", null, true).retryable()).isTrue();
    assertThat(new DatastoreException("broken").retryable()).isFalse();
    assertThat(new NoSpaceException("full").retryable()).isFalse();
    assertThat(new CorruptDataException("flipped", new IllegalStateException("x")))
        .hasMessage("flipped")
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
