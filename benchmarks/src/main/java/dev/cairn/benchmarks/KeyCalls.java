package dev.cairn.benchmarks;

import dev.cairn.datastore.Key;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Calls of {@link Key} on paths of 60 characters. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class KeyCalls {

  /** A path of 60 characters, as blocks have it. */
  static final String PATH = "/blocks/CIQFTFEEHEDF6KLBT32BFAGLXEZL4UWFNWM4LFTLMXQBCERZ6CML";

  private final Key one = Key.of(PATH);
  private final Key other = Key.of(PATH.substring(0, PATH.length() - 1) + "Z");
  private final Key prefix = Key.of("/blocks");

  /** Makes a key of text. */
  @Benchmark
  public Key of() {
    return Key.of(PATH);
  }

  /** Compares two keys that differ in their last byte. */
  @Benchmark
  public int compare() {
    return one.compareTo(other);
  }

  /** Tests whether a key lies below another. */
  @Benchmark
  public boolean prefix() {
    return prefix.isAncestorOf(one);
  }
}
