package dev.cairn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

  @TempDir private Path scratch;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
  private final Bench bench =
      new Bench(
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(progress, true, StandardCharsets.UTF_8),
          Path.of("unused"));

  private static List<Figure> core() {
    return Suite.figures(List.of(Suite.CORE), Scale.QUICK).get(Suite.CORE);
  }

  @Test
  void a_quick_figure_of_jmh_is_measured() throws Exception {
    Figure figure = core().get(0);

    Measurement measured = new Contest(Scale.QUICK, scratch).run(figure);

    assertThat(figure.name()).isEqualTo("Key.of, 60 characters");
    assertThat(KeyCalls.PATH).hasSize(60);
    assertThat(measured.ours()).hasSize(7);
    assertThat(measured.ourMedian()).isPositive();
  }

  @Test
  void comparing_keys_and_testing_for_prefixes_allocates_nothing() throws Exception {
    for (Figure figure : core().subList(1, 3)) {
      assertThat(figure.name()).endsWith("allocated");
      try (Contestant allocation = figure.ours().in(scratch)) {
        allocation.measure(); // what the first calls cost is not theirs
        assertThat(allocation.measure()).isLessThan(1);
      }
    }
  }

  @Test
  void the_end_tells_whether_a_goal_was_missed() throws Exception {
    Request request = Request.of(List.of("core"));
    double[] slow = {1, 1, 1, 1, 1, 1, 1};
    double[] fast = {2, 2, 2, 2, 2, 2, 2};
    Measurement met =
        MeasurementTest.measurement(Unit.KEYS_PER_SECOND, Goal.ratio(0.95), fast, slow);
    Measurement missed =
        MeasurementTest.measurement(Unit.KEYS_PER_SECOND, Goal.ratio(0.95), slow, fast);

    assertThat(bench.show(request, Map.of(Suite.CORE, List.of(met)))).isEqualTo(Bench.MET);
    assertThat(bench.show(request, Map.of(Suite.CORE, List.of(met, missed))))
        .isEqualTo(Bench.MISSED);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("figure", "MISSED");
  }

  @Test
  void what_is_not_understood_is_answered_with_the_usage() throws Exception {
    assertThat(bench.run(List.of("nothing"))).isEqualTo(Bench.MISUSED);

    assertThat(progress.toString(StandardCharsets.UTF_8))
        .startsWith("bench: there is no benchmark 'nothing'")
        .contains("usage: bench NAME [--quick]", "core, engines, mount, blocks, keystore, gc, all");
    assertThat(out.size()).isZero();
  }
}
