package dev.cairn.datastore.wrapper;

/**
 * Watches the calls on a store: told as each begins, and, through the {@link Observation} that it
 * returns, how it ended. Called by any number of threads at once, in the calling thread; it must
 * not throw.
 */
@FunctionalInterface
public interface Observer {

  /**
   * A call begins.
   *
   * @param operation what kind of call
   * @param subject what it is about: a {@link dev.cairn.datastore.Key}, a {@link
   *     dev.cairn.datastore.Query}, a {@link dev.cairn.datastore.KeyRange}, a {@link
   *     java.nio.file.Path}, or a collection of keys; the root for what concerns the whole store
   * @return what is told of its end; {@link Observation#NONE} where that is of no interest
   */
  Observation begin(Operation operation, Object subject);
}
