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

/**
 * Tasks that run at the same time, each in a thread of its own; closing waits for all of them and
 * throws what failed.
 *
 * <pre>{@code
 * try (Together threads = new Together()) {
 *   threads.start(() -> store.put(key, value));
 *   threads.start(() -> store.delete(key));
 * }
 * }</pre>
 *
 * <p>For one thread at a time.
 */
public final class Together implements AutoCloseable {

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

  /** Creates the place for tasks; none runs yet. */
  public Together() {}

  /** A task that may throw anything. */
  @FunctionalInterface
  public interface Task {

    /**
     * Does what is to be done.
     *
     * @throws Exception if it fails; {@link Together#await} reports it
     */
    void run() throws Exception;
  }

  /**
   * Starts a task in a new thread.
   *
   * @param task what to do
   */
  public void start(Task task) {
    Callable<Boolean> callable =
        () -> {
          task.run();
          return true;
        };
    tasks.add(threads.submit(callable));
  }

  /**
   * Waits for the end of all that was started.
   *
   * @throws AssertionError if a task failed or hangs: the first failure, with the others suppressed
   */
  public void await() {
    List<Future<?>> awaited = List.copyOf(tasks);
    tasks.clear();
    AssertionError failure = null;
    for (Future<?> task : awaited) {
      try {
        task.get(SAFETY_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        failure = add(failure, "a task failed: " + e.getCause(), e.getCause());
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

  /**
   * Waits as {@link #await} does; nothing can be started any more.
   *
   * @throws AssertionError if a task failed or hangs
   */
  @Override
  public void close() {
    threads.shutdown();
    await();
  }

  private static AssertionError add(
      @Nullable AssertionError earlier, String what, @Nullable Throwable cause) {
    AssertionError failure = new AssertionError(what, cause);
    if (earlier == null) {
      return failure;
    }
    earlier.addSuppressed(failure);
    return earlier;
  }
}
