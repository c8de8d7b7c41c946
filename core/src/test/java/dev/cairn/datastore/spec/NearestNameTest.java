package dev.cairn.datastore.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final List<String> KNOWN =
      List.of(
          "compression",
          "formatMajorVersion",
          "path",
          "shardFunc",
          "sync",
          "syncWrites",
          "walMinSyncIntervalSeconds");

  @ParameterizedTest
  @CsvSource({
    "'',abc,3",
    "path,path,0",
    "path,PATH,0",
    "pathh,path,1",
    "pth,path,1",
    "paht,path,1",
    "bath,path,1",
    "hatp,path,2",
    "ca,abc,3",
    "kitten,sitting,3"
  })
  void the_distance_counts_what_was_added_left_out_changed_or_swapped(
      String one, String other, int distance) {
    assertThat(NearestName.distance(one, other)).isEqualTo(distance);
    assertThat(NearestName.distance(other, one)).isEqualTo(distance);
  }

  @ParameterizedTest
  @CsvSource({
    "pathh,path",
    "Path,path",
    "shardFnuc,shardFunc",
    "sycn,sync",
    "compresion,compression",
    "syncWrite,syncWrites",
    "formatVersionMajor,formatMajorVersion",
    "walMinSyncSeconds,walMinSyncIntervalSeconds",
    "format-major-version,formatMajorVersion"
  })
  void a_slip_finds_the_name_that_was_meant(String slip, String meant) {
    assertThat(NearestName.to(slip, KNOWN)).contains(meant);
    assertThat(NearestName.question(slip, KNOWN)).isEqualTo("; did you mean `" + meant + "`?");
  }

  @ParameterizedTest
  @CsvSource({"cacheSize", "''", "x", "writes", "compressionCompressionCompression"})
  void what_is_far_from_every_name_finds_none(String name) {
    assertThat(NearestName.to(name, KNOWN)).isEmpty();
    assertThat(NearestName.question(name, KNOWN)).isEmpty();
  }
}
