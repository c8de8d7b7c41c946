package dev.cairn.datastore;

import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The seeds of randomised tests: fresh ones at each run, each shown in the name of its test; {@code
 * -Dcairn.seed=N} runs that one alone.
 */
public final class Seeds {

  private Seeds() {}

  public static Stream<Long> seeds() {
    Long only = Long.getLong("cairn.seed");
    return (only == null ? new Random().longs(8) : LongStream.of(only)).boxed();
  }
}
