package dev.cairn.datastore.engine;

import dev.cairn.datastore.DatastoreException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Closes several things, all of them, whichever fail. */
public final class Closing {

  private Closing() {}

  /**
   * Closes everything in {@code closeables}, in their order.
   *
   * @param closeables what to close
   * @throws RuntimeException the first failure, with the others suppressed; a checked one is
   *     wrapped in a {@link DatastoreException}
   */
  public static void all(Collection<? extends AutoCloseable> closeables) {
    RuntimeException failure = null;
    for (AutoCloseable closeable : closeables) {
      failure = close(closeable, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Closes everything in {@code closeables} on account of {@code failure}, which collects what
   * fails.
   *
   * @param failure why
   * @param closeables what to close
   */
  public static void onFailure(Throwable failure, Collection<? extends AutoCloseable> closeables) {
    try {
      all(closeables);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static @Nullable RuntimeException close(
      AutoCloseable closeable, @Nullable RuntimeException earlier) {
    RuntimeException failure;
    try {
      closeable.close();
      return earlier;
    } catch (RuntimeException e) {
      failure = e;
    } catch (Exception e) {
      failure = new DatastoreException("could not close " + closeable + ": " + e.getMessage(), e);
    }
    if (earlier == null) {
      return failure;
    }
    earlier.addSuppressed(failure);
    return earlier;
  }
}
