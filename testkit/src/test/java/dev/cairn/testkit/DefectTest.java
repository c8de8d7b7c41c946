package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DefectTest {

  @Test
  void every_defect_is_planted_or_belongs_elsewhere() {
    List<Integer> numbers =
        Stream.concat(Defect.OF_DATASTORES.stream().map(Defect::number), Defect.ELSEWHERE.stream())
            .toList();

    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 28).boxed().toList());
  }

  @Test
  void what_is_planted_for_a_defect_is_among_what_is_proved_to_be_caught() {
    List<PlantedBug> caught = BrokenStoresTest.bugs().toList();

    assertThat(Defect.OF_DATASTORES)
        .allSatisfy(
            defect -> {
              assertThat(defect.planted()).isNotEmpty().isSubsetOf(caught);
              assertThat(defect.planted()).allSatisfy(b -> assertThat(b.caughtBy()).isNotEmpty());
            });
  }
}
