package dev.cairn.testkit.wrapper;

import dev.cairn.datastore.wrapper.Tracer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Remembers the spans that were opened; only the last hundred, so that tests may open many. */
final class SpanList implements Tracer {

  private static final int KEPT = 100;

  final List<Recorded> spans = new CopyOnWriteArrayList<>();

  @Override
  public Span open(String name) {
    Recorded span = new Recorded(name);
    spans.add(span);
    if (spans.size() > KEPT) {
      spans.remove(0);
    }
    return span;
  }

  static final class Recorded implements Tracer.Span {
    final String name;
    final Map<String, String> attributes = new LinkedHashMap<>();
    final AtomicInteger closings = new AtomicInteger();
    @Nullable Throwable failure;

    Recorded(String name) {
      this.name = name;
    }

    @Override
    public void attribute(String key, String value) {
      attributes.put(key, value);
    }

    @Override
    public void failed(Throwable why) {
      failure = why;
    }

    @Override
    public void close() {
      closings.incrementAndGet();
    }
  }
}
