package dev.cairn.datastore.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** A store in memory, and views of it that wait for nobody. */
abstract class AsyncFixture {

  final WatchedDatastore store = new WatchedDatastore(new MemoryDatastore());
  final ExecutorService threads = Executors.newFixedThreadPool(4);
  final AsyncDatastore inline = new AsyncDatastore(store, Runnable::run);

  @AfterEach
  void end_threads() {
    threads.shutdownNow();
  }

  void fill(int count) {
    for (int i = 0; i < count; i++) {
      store.put(Key.of("/%03d".formatted(i)), new byte[] {(byte) i});
    }
  }

  static <R> R done(CompletableFuture<R> future) {
    assertThat(future).isDone();
    return future.join();
  }

  static CompletableFuture<Void> taken(List<Entry> some, List<Key> listed) {
    some.forEach(entry -> listed.add(entry.key()));
    return CompletableFuture.completedFuture(null);
  }
}
