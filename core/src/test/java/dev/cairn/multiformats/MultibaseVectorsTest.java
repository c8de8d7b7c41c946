package dev.cairn.multiformats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors and the table of multiformats/multibase. */
class MultibaseVectorsTest {
  /** What the published files have and {@link Multibase} has not. */
  private static final Set<String> ABSENT = Set.of("base45", "proquint", "base256emoji");

  @ParameterizedTest
  @CsvSource({
    "multibase-basic.csv, 0",
    "multibase-leading_zero.csv, 1",
    "multibase-two_leading_zeros.csv, 2",
  })
  void theVectorsOfEveryBaseHoldBothWays(String file, int leadingZeros) {
    byte[] bytes = ("\0".repeat(leadingZeros) + "yes mani !").getBytes(UTF_8);

    List<Multibase> seen = new ArrayList<>();
    for (List<String> row : PublishedVectors.rows(file)) {
      Optional<Multibase> base = Multibase.find(row.get(0));
      if (base.isEmpty()) {
        assertThat(ABSENT).contains(row.get(0));
        continue;
      }
      String text = row.get(1);
      assertThat(base.get().encode(bytes)).isEqualTo(text);
      assertThat(Multibase.decode(text)).as(text).isEqualTo(bytes);
      seen.add(base.get());
    }

    assertThat(seen).containsExactlyInAnyOrder(Multibase.values());
  }

  @Test
  void textsInTheOtherCaseAreReadWhereTheVectorsSaySo() {
    for (List<String> row : PublishedVectors.rows("multibase-case_insensitivity.csv")) {
      String text = row.get(1);

      assertThat(Multibase.decode(text)).as(text).isEqualTo("hello world".getBytes(UTF_8));
    }
  }

  @Test
  void prefixesAndNamesAreThoseOfThePublishedTable() {
    Map<String, Character> published = new HashMap<>();
    for (List<String> row : PublishedVectors.rows("multibase.csv")) {
      String name = row.get(2);
      int prefix = Integer.parseInt(row.get(0).substring(2), 16);
      if (!name.equals("none") && !ABSENT.contains(name)) {
        published.put(name, (char) prefix);
      }
    }

    Map<String, Character> ours = new HashMap<>();
    for (Multibase base : Multibase.values()) {
      ours.put(base.baseName(), base.prefix());
      assertThat(Multibase.find(base.prefix())).contains(base);
    }

    assertThat(ours).isEqualTo(published);
  }
}
