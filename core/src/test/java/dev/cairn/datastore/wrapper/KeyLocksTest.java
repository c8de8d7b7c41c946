package dev.cairn.datastore.wrapper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyLocksTest {

  private final KeyLocks locks = new KeyLocks();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void threads_that_hold_many_keys_in_any_order_neither_meet_nor_wait_for_ever() throws Exception {
    List<Key> keys = IntStream.range(0, 40).mapToObj(i -> Key.of("/" + i)).toList();
    int[] counts = new int[keys.size()];
    List<Future<Boolean>> running = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      Random random = new Random(thread);
      running.add(threads.submit(() -> count(keys, counts, random)));
    }
    for (Future<Boolean> task : running) {
      assertThat(task.get(1, TimeUnit.MINUTES)).isTrue();
    }

    assertThat(IntStream.of(counts).sum()).isEqualTo(4 * 3000 * 5);
  }

  private boolean count(List<Key> keys, int[] counts, Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, keys.size()).boxed().toList());
    for (int i = 0; i < 3000; i++) {
      Collections.shuffle(order, random);
      List<Integer> some = order.subList(0, 5);
      try (KeyLocks.Held held = locks.hold(some.stream().map(keys::get).toList())) {
        some.forEach(index -> counts[index]++);
      }
    }
    return true;
  }

  @Test
  void whoever_holds_all_keys_holds_each() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Future<?> other;
    try (KeyLocks.Held all = locks.holdAll()) {
      other =
          threads.submit(
              () -> {
                asked.countDown();
                try (KeyLocks.Held held = locks.hold(Key.of("/a"))) {
                  order.add("other");
                }
              });
      asked.await();
      order.add("all");
    }
    other.get(1, TimeUnit.MINUTES);

    assertThat(order).containsExactly("all", "other");
  }

  @Test
  void no_keys_are_held_at_once() {
    try (KeyLocks.Held none = locks.hold(List.of());
        KeyLocks.Held all = locks.holdAll()) {
      assertThat(all).isNotSameAs(none);
    }
  }
}
