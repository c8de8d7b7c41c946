package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

  private static final Pattern ON_DISK = Pattern.compile("on disk ([0-9,]+) bytes");

  @TempDir private Path folder;

  @Test
  void the_main_job_runs_on_an_archive_of_its_own() throws IOException {
    List<Path> before = leftovers();

    Shell.Outcome outcome = Shell.bare(new byte[0], "demo").expectSuccess();

    assertThat(outcome.lines()).hasSizeGreaterThanOrEqualTo(10);
    expectResetsOfOneSize(outcome.lines());
    assertThat(leftovers()).isEqualTo(before);
  }

  @Test
  void the_main_job_runs_on_an_archive_that_is_given() throws IOException {
    List<Block> blocks = Archive.randomBlocks(Seeds.random(), 300, 700);
    Path archive = Archive.write(folder.resolve("mine.car"), blocks);
    List<Path> before = leftovers();

    Shell.Outcome outcome = Shell.bare(new byte[0], "demo", archive.toString()).expectSuccess();

    assertThat(outcome.lines()).hasSizeGreaterThanOrEqualTo(9);
    assertThat(outcome.lines().get(0)).contains("mine.car", "300 blocks", "210,000 bytes");
    expectResetsOfOneSize(outcome.lines());
    assertThat(leftovers()).isEqualTo(before);
  }

  @Test
  void an_archive_that_is_none_fails_in_one_line_and_leaves_nothing() throws IOException {
    Path junk = Files.writeString(folder.resolve("junk.car"), "no archive");
    List<Path> before = leftovers();

    assertThat(Shell.bare(new byte[0], "demo", junk.toString()).expectFailure())
        .contains("junk.car");

    assertThat(leftovers()).isEqualTo(before);
  }

  @Test
  void its_steps_are_told_in_json() {
    var steps = Shell.bare(new byte[0], "--json", "demo").expectSuccess().jsonLines();

    for (int i = 0; i < steps.size(); i++) {
      assertThat(steps.get(i).get("step").intValue()).isEqualTo(i + 1);
    }
  }

  private static void expectResetsOfOneSize(List<String> lines) {
    List<String> sizes =
        lines.subList(lines.size() - 3, lines.size()).stream().map(DemoTest::onDisk).toList();
    assertThat(sizes).hasSize(3).containsOnly(sizes.get(0)).doesNotContain("0");
  }

  private static String onDisk(String line) {
    Matcher matcher = ON_DISK.matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return matcher.group(1);
  }

  private static List<Path> leftovers() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("cairn-demo"))
          .sorted()
          .toList();
    }
  }
}
