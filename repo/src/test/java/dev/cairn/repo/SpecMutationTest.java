package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecFindings;
import dev.cairn.testkit.Seeds;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Descriptions that were damaged at random are read, or refused with a {@link SpecException}. */
class SpecMutationTest {

  private static final int ROUNDS = 20_000;

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "null",
          "true",
          "-1",
          "1e999",
          "99999999999999999999",
          "\"\"",
          "\"type\"",
          "\"mount\"",
          "\"measure\"",
          "\"log\"",
          "\"mem\"",
          "\"levelds\"",
          "\"mounts\":[]",
          "\"mountpoint\":\"/\"",
          "\"child\":{}",
          "\"path\":\"\\u0000\"",
          "\"path\":\"../x\"",
          "\\ud800",
          "\\",
          "\u2028",
          "\ud83d\ude00",
          "[[[[[[",
          "{\"a\":");

  private static final String SEED_TEXT =
      """
      {"type":"mount","mounts":[
        {"mountpoint":"/blocks","type":"measure","prefix":"blocks.datastore",
         "child":{"type":"rocksds","path":"blocks","preset":"blocks","syncWrites":false}},
        {"mountpoint":"/mem","type":"log","name":"m","child":{"type":"mem"}},
        {"mountpoint":"/","type":"levelds","path":"datastore","compression":"none"}]}""";

  private final DatastoreDrivers drivers = DatastoreDrivers.installed();
  private int usable;
  private int refused;

  @Test
  void whatever_was_damaged_is_read_or_refused_as_a_description() {
    Random random = Seeds.random();

    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder json = new StringBuilder(SEED_TEXT);
      int mutations = 1 + random.nextInt(4);
      for (int i = 0; i < mutations; i++) {
        mutate(json, random);
      }
      read(json.toString());
    }

    assertThat(usable).isPositive();
    assertThat(refused).isPositive();
  }

  private void read(String json) {
    try {
      Spec spec = SpecJson.read(json);
      SpecFindings findings = drivers.check(spec);
      assertThat(SpecJson.read(SpecJson.write(spec)).fields()).isEqualTo(spec.fields());
      findings.requireUsable();
      KuboText.of(drivers.diskSpec(spec));
      SpecTree.rootLeaf(spec);
      usable++;
    } catch (SpecException e) {
      assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.where().startsWith("$"));
      refused++;
    } catch (RuntimeException | Error e) {
      fail("not told as a mistake in the description: " + json, e);
    }
  }

  private static void mutate(StringBuilder json, Random random) {
    int from = random.nextInt(json.length() + 1);
    int to = Math.min(json.length(), from + random.nextInt(20));
    switch (random.nextInt(5)) {
      case 0 -> json.delete(from, to);
      case 1 -> json.insert(from, PIECES.get(random.nextInt(PIECES.size())));
      case 2 -> json.insert(from, json.substring(from, to));
      case 3 -> json.replace(from, to, PIECES.get(random.nextInt(PIECES.size())));
      default -> json.insert(from, (char) random.nextInt(Character.MAX_VALUE + 1));
    }
  }

  @Test
  void depth_without_end_is_refused() {
    for (String opening :
        List.of("[", "{\"child\":", "{\"type\":\"log\",\"name\":\"x\",\"child\":")) {
      read(opening.repeat(100_000));
    }

    assertThat(refused).isEqualTo(3);
  }
}
