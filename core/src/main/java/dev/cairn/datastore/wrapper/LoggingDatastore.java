package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Datastore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs every call with the name of the store, what it is about and how it ended, at level debug, as
 * it ends. Where that level is off, nothing is formatted. Values are not logged, only their sizes.
 */
public final class LoggingDatastore extends ObservingDatastore {

  /**
   * Wraps a store; the log's name is that of this class.
   *
   * @param delegate the store below, which the wrapper owns
   * @param name which store this is, for the reader of the log
   */
  public LoggingDatastore(Datastore delegate, String name) {
    this(delegate, name, LoggerFactory.getLogger(LoggingDatastore.class));
  }

  /** Wraps a store and logs to {@code log}. */
  LoggingDatastore(Datastore delegate, String name, Logger log) {
    super(
        delegate,
        (operation, subject) ->
            log.isDebugEnabled() ? new Logged(log, name, operation, subject) : Observation.NONE);
  }

  private record Logged(Logger log, String name, Operation operation, Object subject)
      implements Observation {

    @Override
    public void ended(Outcome outcome, long bytes) {
      if (bytes > 0) {
        log.debug(
            "{}: {} {}: {}, {} bytes", name, operation, Subject.inWords(subject), outcome, bytes);
      } else {
        log.debug("{}: {} {}: {}", name, operation, Subject.inWords(subject), outcome);
      }
    }

    @Override
    public void failed(Throwable failure) {
      log.debug("{}: {} {}: failed", name, operation, Subject.inWords(subject), failure);
    }
  }
}
