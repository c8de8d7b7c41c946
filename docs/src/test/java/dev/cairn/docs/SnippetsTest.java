package dev.cairn.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The code in the documentation is that of the tests: every block of Java in a page is preceded by
 * the name of a snippet, and equals the lines between {@code // snippet: NAME} and {@code // end}
 * of the tests in this module, or of what they test.
 */
class SnippetsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern JAVA_BLOCK =
      Pattern.compile("(<!-- snippet: ([a-z-]+) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);

  private static final Pattern REGION =
      Pattern.compile(
          "^ *// snippet: ([a-z-]+)\\n(.*?)^ *// end$", Pattern.DOTALL | Pattern.MULTILINE);

  @TestFactory
  Stream<DynamicTest> every_page_shows_code_that_a_test_runs() throws IOException {
    Map<String, String> snippets = snippets();
    return pages().stream()
        .map(
            page ->
                DynamicTest.dynamicTest(
                    ROOT.relativize(page).toString(), () -> check(page, snippets)));
  }

  @Test
  void every_snippet_is_shown_somewhere() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path page : pages()) {
      all.append(Files.readString(page));
    }
    assertThat(snippets().keySet())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(all).contains("<!-- snippet: " + name + " -->"));
  }

  private static void check(Path page, Map<String, String> snippets) throws IOException {
    Matcher blocks = JAVA_BLOCK.matcher(Files.readString(page));
    while (blocks.find()) {
      assertThat(blocks.group(2))
          .as("the name of a snippet before%n%s", blocks.group(3))
          .isNotNull();
      assertThat(snippets).containsKey(blocks.group(2));
      assertThat(blocks.group(3)).isEqualTo(snippets.get(blocks.group(2)));
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> guide = Files.list(ROOT.resolve("docs"));
        Stream<Path> top = Files.list(ROOT)) {
      return Stream.concat(top, guide)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static Map<String, String> snippets() throws IOException {
    Map<String, String> snippets = new TreeMap<>();
    try (Stream<Path> sources = Files.walk(ROOT.resolve("docs/src/test/java"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        Matcher regions = REGION.matcher(Files.readString(source));
        while (regions.find()) {
          snippets.put(regions.group(1), regions.group(2).stripTrailing().stripIndent() + "\n");
        }
      }
    }
    return snippets;
  }
}
