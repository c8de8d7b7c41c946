package dev.cairn.gc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects the failures of a walk: all are counted, the first are kept. For one thread. */
final class WalkFailures {

  /** As many are kept; a store that fails altogether fails for every block. */
  static final int KEPT = 1000;

  private final List<WalkFailure> kept = new ArrayList<>();
  private long count;

  void add(WalkFailure failure) {
    count++;
    if (kept.size() < KEPT) {
      kept.add(failure);
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  long count() {
    return count;
  }

  WalkFailure first() {
    return kept.get(0);
  }

  List<WalkFailure> list() {
    return List.copyOf(kept);
  }

  /** Returns some of them in words. */
  String summary(int most) {
    String some =
        kept.stream().limit(most).map(WalkFailure::toString).collect(Collectors.joining("; "));
    return count > most ? some + "; and " + (count - most) + " more" : some;
  }
}
