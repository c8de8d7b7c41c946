package dev.cairn.testkit.wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.datastore.wrapper.NamespaceDatastore;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What wrappers hold and allocate. */
class WrapperCostTest {

  private static final int CALLS = 10_000;

  @ParameterizedTest
  @EnumSource
  void a_listing_takes_from_the_store_below_no_more_than_it_shows(Wrapper wrapper) {
    AtomicInteger taken = new AtomicInteger();
    Datastore counting =
        new ForwardingDatastore(new MemoryDatastore()) {
          @Override
          public Results query(Query query) {
            return new Counted(super.query(query), taken);
          }
        };
    try (Datastore store = wrapper.around(counting)) {
      for (int i = 0; i < 1000; i++) {
        store.put(Key.of("/item/" + i), new byte[10]);
      }
      try (Results results = store.query(Query.below(Key.of("/item")))) {
        taken.set(0);
        for (int shown = 1; shown <= 100; shown++) {
          results.next();
          assertThat(taken).hasValueBetween(shown, shown + 1);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_listing_that_is_cancelled_stops_before_the_next_entry_is_read(Wrapper wrapper) {
    try (Datastore store = wrapper.around(new MemoryDatastore())) {
      for (int i = 0; i < 100; i++) {
        store.put(Key.of("/item/" + i), new byte[10]);
      }
      AtomicBoolean cancelled = new AtomicBoolean();
      AtomicInteger tested = new AtomicInteger();
      Query nothing =
          Query.below(Key.of("/item"))
              .filter(entry -> cancelWhenTested(10, tested, cancelled))
              .cancelledBy(cancelled::get);

      for (Query query : List.of(nothing, nothing.orderedBy(Order.VALUE))) {
        cancelled.set(false);
        tested.set(0);
        try (Results results = store.query(query)) {
          assertThatThrownBy(results::hasNext).isInstanceOf(CancelledException.class);
        }
        assertThat(tested).hasValue(10);
      }
    }
  }

  private static boolean cancelWhenTested(int count, AtomicInteger tested, AtomicBoolean cancel) {
    cancel.set(tested.incrementAndGet() == count);
    return false;
  }

  private record Counted(Results results, AtomicInteger taken) implements Results {
    @Override
    public Query query() {
      return results.query();
    }

    @Override
    public boolean hasNext() {
      return results.hasNext();
    }

    @Override
    public Entry next() {
      taken.incrementAndGet();
      return results.next();
    }

    @Override
    public void close() {
      results.close();
    }
  }

  @Test
  void a_call_through_a_namespace_allocates_one_key_and_its_array() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
        "this JVM does not tell what a thread allocates");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Datastore idle =
        new ForwardingDatastore(new MemoryDatastore()) {
          @Override
          public boolean has(Key key) {
            return key.isRoot();
          }
        };
    Datastore namespace = new NamespaceDatastore(idle, Key.of("/some/where"));
    Key key = Key.of("/a/key/of/some/length");
    assertThat(namespace.has(key)).isFalse();

    long before = threads.getCurrentThreadAllocatedBytes();
    int found = 0;
    for (int i = 0; i < CALLS; i++) {
      found += namespace.has(key) ? 1 : 0;
    }
    long perCall = (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;

    assertThat(found).isZero();
    long array = 16L + 11 + key.length() + 7; // its header, the prefix, the key, and padding
    long object = 32;
    assertThat(perCall).isLessThanOrEqualTo(array + object);
  }
}
