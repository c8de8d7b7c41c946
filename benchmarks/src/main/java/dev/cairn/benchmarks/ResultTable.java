package dev.cairn.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measurements as a table of text: figure, ours, peer, ratio with its interval, goal. */
final class ResultTable {

  private static final List<String> HEAD =
      List.of("figure", "ours", "peer", "ratio", "95% interval", "goal", "");
  private static final String NONE = "-";

  private ResultTable() {}

  /** {@return the lines of the table, without trailing blanks} */
  static List<String> of(List<Measurement> measurements) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    measurements.forEach(measurement -> rows.add(row(measurement)));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  /** {@return the cells of one measurement} */
  static List<String> row(Measurement measured) {
    Figure figure = measured.figure();
    return List.of(
        figure.name(),
        figure.unit().show(measured.ourMedian()),
        text(measured.peerMedian().stream().mapToObj(figure.unit()::show).toList()),
        text(
            measured.ratio().stream()
                .mapToObj(r -> String.format(Locale.ROOT, "%.2f", r))
                .toList()),
        text(measured.interval().stream().map(Interval::toString).toList()),
        figure.goal().text(),
        measured.misses() ? "MISSED" : "");
  }

  private static String text(List<String> oneOrNone) {
    return oneOrNone.isEmpty() ? NONE : oneOrNone.get(0);
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String blanks = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? cell + blanks : blanks + cell).append("  ");
    }
    return line.toString().stripTrailing();
  }
}
