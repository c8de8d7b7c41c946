package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Datastore;

/**
 * Opens a span for every call and closes it with the outcome. Absence is no error. The span of a
 * query lasts until its results are closed.
 *
 * <p>A span is named {@code datastore.} and the {@linkplain Operation operation}; its attributes
 * are {@code datastore.name}, {@code datastore.subject} (the key, query or range), {@code
 * datastore.outcome} and, where values were moved, {@code datastore.bytes}.
 */
public final class TracedDatastore extends ObservingDatastore {

  /**
   * Wraps a store.
   *
   * @param delegate the store below, which the wrapper owns
   * @param name which store this is
   * @param tracer opens the spans
   */
  public TracedDatastore(Datastore delegate, String name, Tracer tracer) {
    super(delegate, (operation, subject) -> open(tracer, name, operation, subject));
  }

  private static Observation open(Tracer tracer, String name, Operation operation, Object subject) {
    Tracer.Span span = tracer.open("datastore." + operation);
    span.attribute("datastore.name", name);
    span.attribute("datastore.subject", Subject.inWords(subject));
    return new Traced(span);
  }

  private record Traced(Tracer.Span span) implements Observation {
    @Override
    public void ended(Outcome outcome, long bytes) {
      span.attribute("datastore.outcome", outcome.toString());
      if (bytes > 0) {
        span.attribute("datastore.bytes", Long.toString(bytes));
      }
      span.close();
    }

    @Override
    public void failed(Throwable failure) {
      span.attribute("datastore.outcome", Outcome.FAILED.toString());
      span.failed(failure);
      span.close();
    }
  }
}
