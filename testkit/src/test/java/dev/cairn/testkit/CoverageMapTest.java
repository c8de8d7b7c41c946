package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageMapTest {

  private static final String THIS =
      "CoverageMapTest a_map_of_all_cases_to_tests_that_exist_passes";

  @Test
  void a_map_of_all_cases_to_tests_that_exist_passes() {
    assertThatCode(() -> map("1 " + THIS + "\n2 " + THIS).assertCovers(List.of("1", "2")))
        .doesNotThrowAnyException();
  }

  @Test
  void a_case_without_a_test_and_one_that_is_none_fail() {
    assertThatThrownBy(() -> map("1 " + THIS).assertCovers(List.of("1", "2")))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> map("3 " + THIS).assertCovers(List.of()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void a_test_or_class_that_is_gone_and_a_line_of_another_form_fail() {
    for (String line : List.of("1 CoverageMapTest gone", "1 GoneTest gone", "1 CoverageMapTest")) {
      assertThatThrownBy(() -> map(line).assertCovers(List.of("1")))
          .as(line)
          .isInstanceOf(AssertionError.class);
    }
  }

  private static CoverageMap map(String lines) {
    return CoverageMap.of("dev.cairn.testkit", lines);
  }
}
