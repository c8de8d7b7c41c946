package dev.cairn.multiformats;

import java.util.stream.LongStream;

/**
 * The seeds of randomised tests. Each shows in the name of its test; {@code -Dcairn.test.seed=N}
 * runs that one alone.
 */
final class Seeds {
  private Seeds() {}

  static LongStream seeds() {
    Long only = Long.getLong("cairn.test.seed");
    return only != null ? LongStream.of(only) : LongStream.range(0, 20);
  }
}
