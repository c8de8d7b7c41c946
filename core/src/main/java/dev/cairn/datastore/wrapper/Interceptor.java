package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.util.function.Supplier;

/** Makes calls of a store below, with something of its own before, behind or around each. */
interface Interceptor {

  /**
   * Makes a call.
   *
   * @param operation what kind of call
   * @param subject what it is about; see {@link Observer#begin}
   * @param bytes how many bytes of values it hands to the store below
   * @param call makes it; may be made again
   * @return what the call returned
   */
  <T> T call(Operation operation, Object subject, long bytes, Supplier<T> call);

  /** Makes a call that returns nothing. */
  default void run(Operation operation, Object subject, long bytes, Runnable call) {
    call(
        operation,
        subject,
        bytes,
        () -> {
          call.run();
          return Boolean.TRUE;
        });
  }

  /** Makes a call that returns nothing and hands over no value. */
  default void run(Operation operation, Object subject, Runnable call) {
    run(operation, subject, 0, call);
  }

  /** Asks a query; what is to be done until its results are closed is done by them. */
  default Results list(Query query, Supplier<Results> ask) {
    return call(Operation.QUERY, query, ask);
  }

  /** Makes a call that hands over no value. */
  default <T> T call(Operation operation, Object subject, Supplier<T> call) {
    return call(operation, subject, 0, call);
  }
}
