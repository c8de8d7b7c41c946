package dev.cairn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PerformancePageTest {

  @TempDir private Path docs;

  private static final List<Measurement> MEASUREMENTS =
      List.of(
          measurement(Goal.ratio(0.95), 1, 4),
          measurement(Goal.NONE, 100, 1),
          MeasurementTest.measurement(
              Unit.CALLS_PER_SECOND, Goal.NONE, new double[] {1}, new double[0]));

  private static Measurement measurement(Goal goal, double ours, double peer) {
    return MeasurementTest.measurement(
        Unit.KEYS_PER_SECOND, goal, new double[] {ours, ours}, new double[] {peer, peer});
  }

  @Test
  void the_page_has_a_table_and_a_picture_for_each_suite() throws IOException {
    PerformancePage.write(docs, "core", "a machine", Map.of(Suite.CORE, MEASUREMENTS));

    String page = Files.readString(docs.resolve("performance.md"));
    assertThat(page)
        .contains(
            "`./bench core --write`",
            "Measured on a machine.",
            "a 95% confidence interval",
            "## Keys and the store in memory\n\n![The ratios](performance-core.svg)\n",
            "| against | 1.0 keys/s | 4.0 keys/s | 0.25 | 0.25 to 0.25 | 0.95 | MISSED |\n");
    assertThat(docs.resolve("performance-core.svg")).isRegularFile();
  }

  @Test
  void a_suite_without_any_peer_has_a_table_and_no_picture() throws IOException {
    List<Measurement> alone =
        List.of(
            MeasurementTest.measurement(
                Unit.MILLISECONDS, Goal.NONE, new double[] {1}, new double[0]));

    PerformancePage.write(docs, "gc", "a machine", Map.of(Suite.GC, alone));

    assertThat(docs.resolve("performance.md"))
        .content()
        .contains("## Collections of blocks that nothing keeps\n\n| figure |");
    assertThat(docs.resolve("performance-gc.svg")).doesNotExist();
  }

  @Test
  void the_picture_shows_each_ratio_in_its_place() throws Exception {
    Path file = docs.resolve("plot.svg");
    Files.writeString(file, RatioPlot.of("Mine & <others>", MEASUREMENTS));

    Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());

    assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("Mine & <others>");
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2);
    assertThat(circle(svg, 0).getAttribute("fill")).isEqualTo("firebrick");
    assertThat(x(circle(svg, 0))).isEqualTo(280); // a quarter, the left end of the axis
    assertThat(circle(svg, 1).getAttribute("fill")).isEqualTo("steelblue");
    assertThat(x(circle(svg, 1))).isEqualTo(740); // a hundred, beyond the right end
  }

  private static Element circle(Document svg, int index) {
    return (Element) svg.getElementsByTagName("circle").item(index);
  }

  private static double x(Element circle) {
    return Double.parseDouble(circle.getAttribute("cx"));
  }
}
