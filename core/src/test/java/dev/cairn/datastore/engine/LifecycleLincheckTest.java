package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Calls and closings, however they interleave, are as if they had come one by one: a call is served
 * before the closing and refused after it, and no call meets what closing has freed.
 */
public class LifecycleLincheckTest {

  private final Lifecycle lifecycle = new Lifecycle("the store");
  private volatile boolean freed;

  @Operation
  public String call() {
    if (!lifecycle.tryEnter()) {
      return "refused";
    }
    try {
      return freed ? "met a freed store" : "served";
    } finally {
      lifecycle.exit();
    }
  }

  @Operation
  public boolean isClosed() {
    return lifecycle.isClosed();
  }

  @Operation
  public boolean close() {
    lifecycle.close(() -> freed = true);
    return freed;
  }

  @Test
  @Tag("soak")
  void model_checking_finds_no_history_that_is_not_linearizable() {
    modelChecking().check(getClass());
  }

  @Test
  void stress_finds_no_history_that_is_not_linearizable() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(2)
        .iterations(20)
        .invocationsPerIteration(200)
        .check(getClass());
  }

  @Test
  @Tag("soak")
  void a_guard_that_looks_before_it_enters_is_caught() {
    assertThatThrownBy(() -> modelChecking().check(Careless.class))
        .isInstanceOf(LincheckAssertionError.class);
  }

  private static ModelCheckingOptions modelChecking() {
    return new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .iterations(10)
        .invocationsPerIteration(200);
  }

  /** Looks whether it is closed, and is closed by another before it touches what is freed. */
  public static final class Careless {
    private volatile boolean closed;
    private volatile boolean freed;

    @Operation
    public String call() {
      if (closed) {
        return "refused";
      }
      return freed ? "met a freed store" : "served";
    }

    @Operation
    public void close() {
      closed = true;
      freed = true;
    }
  }
}
