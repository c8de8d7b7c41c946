package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which tests stand for which cases of a reference. A map that names a test which is gone, or that
 * leaves a case out, fails the build.
 *
 * <p>It is written as text, a line for each test: the name of the case, the class of the test below
 * the package of the map, and its method, with a space between. A case may have several lines.
 */
public final class CoverageMap {

  private static final Pattern LINE = Pattern.compile("(\\S+) (\\S+) (\\S+)");

  private final String packageName;
  private final List<String> lines;

  private CoverageMap(String packageName, List<String> lines) {
    this.packageName = packageName;
    this.lines = lines;
  }

  /**
   * {@return the map that is written in some lines}
   *
   * @param packageName the package in which the classes are named
   * @param lines the lines, none of them empty
   */
  public static CoverageMap of(String packageName, String lines) {
    return new CoverageMap(packageName, lines.lines().toList());
  }

  /**
   * Checks that each test exists, and that each case has one.
   *
   * @param cases the names of all cases
   * @throws AssertionError if one does not, or if the map has a case that is none
   */
  public void assertCovers(Collection<String> cases) {
    lines.forEach(this::assertExists);
    assertThat(lines.stream().map(line -> line.substring(0, line.indexOf(' '))).distinct())
        .containsExactlyInAnyOrderElementsOf(cases);
  }

  private void assertExists(String line) {
    Matcher matcher = LINE.matcher(line);
    assertThat(matcher.matches()).as(line).isTrue();
    assertThat(declaring(matcher.group(2)).getDeclaredMethods())
        .as(line)
        .extracting(Method::getName)
        .contains(matcher.group(3));
  }

  private Class<?> declaring(String name) {
    try {
      return Class.forName(packageName + "." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError("there is no class " + packageName + "." + name, e);
    }
  }
}
