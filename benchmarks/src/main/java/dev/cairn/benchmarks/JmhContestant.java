package dev.cairn.benchmarks;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Calls that take nanoseconds, measured by JMH: calls per second on one thread.
 *
 * <p>Each measurement is one iteration after a warm-up, in this JVM: JMH runs a benchmark to its
 * end before the next, and forks for that; here ours and the peer alternate.
 */
final class JmhContestant implements Contestant {

  private final Options options;

  private JmhContestant(Options options) {
    this.options = options;
  }

  /**
   * {@return a preparation of one benchmark method}
   *
   * @param type the class that holds it
   * @param method its name
   * @param scale how long an iteration takes
   */
  static Figure.Preparation of(Class<?> type, String method, Scale scale) {
    TimeValue time = TimeValue.milliseconds(scale.of(200, 1_000));
    Options options =
        new OptionsBuilder()
            .include("^" + type.getName().replace(".", "\\.") + "\\." + method + "$")
            .forks(0)
            .warmupIterations(1)
            .warmupTime(time)
            .measurementIterations(1)
            .measurementTime(time)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    return scratch -> new JmhContestant(options);
  }

  @Override
  public double measure() throws RunnerException {
    return new Runner(options).runSingle().getPrimaryResult().getScore();
  }
}
