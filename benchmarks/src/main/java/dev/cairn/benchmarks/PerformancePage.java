package dev.cairn.benchmarks;

import dev.cairn.datastore.engine.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The page {@code docs/performance.md}, with a picture beside it for each suite that has ratios.
 */
final class PerformancePage {

  private static final String PAGE = "performance.md";

  private static final String HEAD =
      """
      # Performance

      Made by `./bench %s --write`; do not edit. Measured on %s.

      Ours and its peer, which is the bare engine with the same options or the original's algorithm on the same engine, took
      turns at least seven times in one run. The ratio is of the medians and says how often better ours is; its interval is
      a 95%% confidence interval, by a bootstrap over the rounds. A goal is missed where the whole interval lies below it.
      Figures without a peer depend on the machine and decide nothing, but for what is allocated, which is counted and the same
      on every machine. In the pictures, a bar is the interval, a dot the
      ratio, an orange mark the goal.
      """;

  private PerformancePage() {}

  /**
   * Writes the page and its pictures.
   *
   * @param docs the folder, which exists
   * @param name what was run, as the command line names it
   * @param machine what it was measured on
   * @param results the measurements of each suite, in order
   * @throws IOException if a file cannot be written
   */
  static void write(Path docs, String name, String machine, Map<Suite, List<Measurement>> results)
      throws IOException {
    StringBuilder page = new StringBuilder(HEAD.formatted(name, machine));
    for (Map.Entry<Suite, List<Measurement>> result : results.entrySet()) {
      page.append("\n## ").append(result.getKey().title()).append("\n\n");
      if (result.getValue().stream().anyMatch(measured -> measured.ratio().isPresent())) {
        String picture = "performance-" + result.getKey() + ".svg";
        write(docs.resolve(picture), RatioPlot.of(result.getKey().title(), result.getValue()));
        page.append("![The ratios](").append(picture).append(")\n\n");
      }
      page.append("| figure | ours | peer | ratio | 95% interval | goal | |\n");
      page.append("| --- | --- | --- | --- | --- | --- | --- |\n");
      for (Measurement measured : result.getValue()) {
        page.append("| ").append(String.join(" | ", ResultTable.row(measured))).append(" |\n");
      }
    }
    write(docs.resolve(PAGE), page.toString());
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    DurableFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
