package dev.cairn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultTableTest {

  private static final double[] NOBODY = {};

  private final List<Measurement> measurements =
      List.of(
          MeasurementTest.measurement(
              Unit.CALLS_PER_SECOND, Goal.told("10 M calls/s"), same(12_345_678), NOBODY),
          MeasurementTest.measurement(
              Unit.ENTRIES_PER_SECOND, Goal.ratio(0.95), same(123_456), same(246_912)),
          MeasurementTest.measurement(Unit.BYTES_PER_KEY, Goal.NONE, same(48.24), same(96.48)));

  private static double[] same(double sample) {
    return new double[] {sample, sample, sample, sample, sample, sample, sample};
  }

  @Test
  void the_table_has_aligned_columns_and_names_what_missed() {
    assertThat(ResultTable.of(measurements))
        .containsExactly(
            "figure              ours             peer  ratio  95% interval          goal",
            "alone    12.35 M calls/s                -      -             -  10 M calls/s",
            "against  123 k entries/s  247 k entries/s   0.50  0.50 to 0.50          0.95  MISSED",
            "against   48.2 bytes/key   96.5 bytes/key   2.00  2.00 to 2.00             -");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0.0 keys/s",
    "12.34,12.3 keys/s",
    "999.94,999.9 keys/s",
    "1234,1.2 k keys/s",
    "99949,99.9 k keys/s",
    "123456,123 k keys/s",
    "1234567,1.23 M keys/s"
  })
  void a_value_is_shown_with_as_many_digits_as_mean_something(double value, String shown) {
    assertThat(Unit.KEYS_PER_SECOND.show(value)).isEqualTo(shown);
  }

  @Test
  void json_has_every_sample() throws IOException {
    JsonNode root = new ObjectMapper().readTree(ResultJson.of("a machine", measurements));

    assertThat(root.path("machine").asText()).isEqualTo("a machine");
    JsonNode alone = root.path("figures").path(0);
    assertThat(alone.path("ours").asDouble()).isEqualTo(12_345_678);
    assertThat(alone.has("ratio")).isFalse();
    assertThat(alone.path("peerSamples")).isEmpty();
    JsonNode missed = root.path("figures").path(1);
    assertThat(missed.path("figure").asText()).isEqualTo("against");
    assertThat(missed.path("unit").asText()).isEqualTo("entries/s");
    assertThat(missed.path("peer").asDouble()).isEqualTo(246_912);
    assertThat(missed.path("ratio").asDouble()).isEqualTo(0.5);
    assertThat(missed.path("interval")).hasToString("[0.5,0.5]");
    assertThat(missed.path("goal").asDouble()).isEqualTo(0.95);
    assertThat(missed.path("misses").asBoolean()).isTrue();
    assertThat(missed.path("oursSamples")).hasSize(7);
  }
}
