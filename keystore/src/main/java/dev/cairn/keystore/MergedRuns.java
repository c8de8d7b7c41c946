package dev.cairn.keystore;

import dev.cairn.datastore.engine.Closing;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of several sorted runs in one order, each once. For one thread. */
final class MergedRuns implements AutoCloseable {

  private final List<RunReader> runs;

  /** A heap: the run with the least record first, and each before the two at twice its place. */
  private final RunReader[] heap;

  private int size;
  private byte @Nullable [] last;

  /** Takes the readers over, which are at their beginnings. */
  MergedRuns(List<RunReader> runs) throws IOException {
    this.runs = List.copyOf(runs);
    this.heap = new RunReader[runs.size()];
    for (RunReader run : runs) {
      if (run.advance()) {
        heap[size++] = run;
      }
    }
    for (int place = size / 2; place >= 0; place--) {
      sink(place);
    }
  }

  /** Returns the bytes of the next key, the caller's to keep, or {@code null} behind the last. */
  byte @Nullable [] next() throws IOException {
    byte[] before = last;
    while (size > 0) {
      RunReader first = heap[0];
      byte[] key = before != null && first.isOf(before) ? null : first.key();
      if (!first.advance()) {
        heap[0] = heap[--size];
      }
      sink(0);
      if (key != null) {
        last = key;
        return key;
      }
    }
    return null;
  }

  private void sink(int from) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(heap[place])) {
        return;
      }
      RunReader lesser = heap[child];
      heap[child] = heap[place];
      heap[place] = lesser;
      place = child;
    }
  }

  @Override
  public void close() {
    Closing.all(runs);
  }
}
