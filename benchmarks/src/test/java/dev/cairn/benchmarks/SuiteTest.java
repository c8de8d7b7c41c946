package dev.cairn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuiteTest {

  private static List<Figure> figures(String name, Scale scale) {
    return Suite.figures(Suite.named(name), scale).values().stream().flatMap(List::stream).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "engines", "mount", "blocks", "keystore", "gc", "all"})
  void a_quick_run_has_at_most_sixteen_figures(String name) {
    assertThat(figures(name, Scale.QUICK)).hasSizeBetween(1, Scale.QUICK_FIGURES);
  }

  @ParameterizedTest
  @EnumSource
  void every_figure_has_a_name_of_its_own(Scale scale) {
    assertThat(figures("all", scale)).extracting(Figure::name).doesNotHaveDuplicates();
  }

  @Test
  void a_full_run_measures_every_operation_of_both_engines_at_every_size() {
    assertThat(figures("engines", Scale.FULL))
        .extracting(Figure::name)
        .hasSize(2 * 8 * 3 * 2 + 2 * 8 * 3 + 2)
        .contains(
            "LevelDB put, 100 B, 1 thread",
            "RocksDB full scan, 4 KiB, 2 threads",
            "RocksDB has, hit, 256 KiB, allocated",
            "RocksDB has, miss, 4000 blocks of 256 KiB");
  }

  @Test
  void a_request_names_a_suite_a_scale_and_an_output() {
    assertThat(Request.of(List.of("core")))
        .isEqualTo(new Request("core", List.of(Suite.CORE), Scale.FULL, Request.Output.TABLE));
    assertThat(Request.of(List.of("--json", "engines", "--quick")))
        .isEqualTo(
            new Request("engines", List.of(Suite.ENGINES), Scale.QUICK, Request.Output.JSON));
    assertThat(Request.of(List.of("all", "--write")))
        .isEqualTo(new Request("all", List.of(Suite.values()), Scale.FULL, Request.Output.PAGE));
  }

  @Test
  void what_is_not_understood_is_told() {
    assertThatThrownBy(() -> Request.of(List.of("moon")))
        .hasMessage("there is no benchmark 'moon'");
    assertThatThrownBy(() -> Request.of(List.of("core", "--fast")))
        .hasMessage("there is no option '--fast'");
    assertThatThrownBy(() -> Request.of(List.of())).hasMessage("give one NAME, not 0");
    assertThatThrownBy(() -> Request.of(List.of("core", "all"))).hasMessage("give one NAME, not 2");
    assertThatThrownBy(() -> Request.of(List.of("core", "--json", "--write")))
        .hasMessage("--json and --write exclude each other");
  }
}
