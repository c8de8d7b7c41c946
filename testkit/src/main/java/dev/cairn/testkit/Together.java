package dev.cairn.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tasks that run at the same time; closing waits for all of them and reports what failed. */
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

  /** Waits for all tasks; throws the first failure with the others suppressed. */
  @Override
  public void close() {
    threads.shutdown();
    AssertionError failure = null;
    for (Future<?> task : tasks) {
      try {
        task.get(SAFETY_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        failure = add(failure, "a task failed: " + e.getCause(), e);
      } catch (TimeoutException e) {
        failure = add(failure, "a task hangs; its calls were never answered", e);
        threads.shutdownNow();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = add(failure, "interrupted while the tasks ran", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static AssertionError add(
      @Nullable AssertionError earlier, String what, Throwable cause) {
    AssertionError failure = new AssertionError(what, cause);
    if (earlier == null) {
      return failure;
    }
    earlier.addSuppressed(failure);
    return earlier;
  }
}
