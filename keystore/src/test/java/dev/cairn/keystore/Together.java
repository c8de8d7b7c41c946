package dev.cairn.keystore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tasks that run at the same time; closing waits for all of them and throws what failed. */
final class Together implements AutoCloseable {

  /** Far beyond what any task takes: it ends a hanging test, and asserts nothing. */
  private static final long SAFETY_SECONDS = 120;

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "together");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Future<?>> tasks = new ArrayList<>();

  /** A task that may throw anything. */
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  void start(Task task) {
    Callable<Boolean> callable =
        () -> {
          task.run();
          return true;
        };
    tasks.add(threads.submit(callable));
  }

  @Override
  public void close() {
    threads.shutdown();
    await();
  }

  /** Waits for the end of what was started. */
  void await() {
    for (Future<?> task : tasks) {
      try {
        task.get(SAFETY_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError("a task failed: " + e.getCause(), e.getCause());
      } catch (TimeoutException | InterruptedException e) {
        threads.shutdownNow();
        throw new AssertionError("a task hangs", e);
      }
    }
  }
}
