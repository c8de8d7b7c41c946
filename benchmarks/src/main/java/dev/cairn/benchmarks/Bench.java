package dev.cairn.benchmarks;

import dev.cairn.datastore.engine.DurableFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The program behind {@code ./bench}. It ends with 0 where no ratio misses its goal, with 1 where
 * one does, with 2 where it was not understood.
 */
public final class Bench {

  static final int MET = 0;
  static final int MISSED = 1;
  static final int MISUSED = 2;

  private final PrintStream out;
  private final PrintStream progress;
  private final Path docs;

  /**
   * Creates the program.
   *
   * @param out where results go
   * @param progress where it goes which figure is being measured
   * @param docs the folder of the page that {@code --write} makes
   */
  Bench(PrintStream out, PrintStream progress, Path docs) {
    this.out = out;
    this.progress = progress;
    this.docs = docs;
  }

  /**
   * Measures what the arguments name, and ends the process.
   *
   * @param arguments see {@link Request#USAGE}
   * @throws Exception whatever went wrong in a measurement
   */
  @SuppressWarnings("SystemOut") // this is a program
  public static void main(String[] arguments) throws Exception {
    Path docs = Path.of(System.getProperty("cairn.home", "."), "docs");
    System.exit(new Bench(System.out, System.err, docs).run(List.of(arguments)));
  }

  /** {@return how the process is to end} */
  int run(List<String> arguments) throws Exception {
    Request request;
    try {
      request = Request.of(arguments);
    } catch (IllegalArgumentException e) {
      progress.println("bench: " + e.getMessage());
      progress.println(Request.USAGE);
      return MISUSED;
    }
    return show(request, measure(request));
  }

  private Map<Suite, List<Measurement>> measure(Request request) throws Exception {
    Map<Suite, List<Figure>> figures = Suite.figures(request.suites(), request.scale());
    int count = figures.values().stream().mapToInt(List::size).sum();
    int at = 0;
    Path scratch = Files.createTempDirectory("cairn-bench-");
    try {
      Contest contest = new Contest(request.scale(), scratch);
      Map<Suite, List<Measurement>> results = new EnumMap<>(Suite.class);
      for (Suite suite : request.suites()) {
        List<Measurement> measurements = new ArrayList<>();
        for (Figure figure : figures.getOrDefault(suite, List.of())) {
          progress.printf("%d/%d %s%n", ++at, count, figure.name());
          measurements.add(contest.run(figure));
        }
        results.put(suite, suite.withSummary(measurements));
      }
      return results;
    } finally {
      DurableFiles.deleteTree(scratch);
    }
  }

  /** {@return how the process is to end, after the results were shown} */
  int show(Request request, Map<Suite, List<Measurement>> results) throws IOException {
    String machine = Machine.describe();
    List<Measurement> all = results.values().stream().flatMap(List::stream).toList();
    if (request.output() == Request.Output.JSON) {
      out.println(ResultJson.of(machine, all));
    } else {
      out.println(machine);
      ResultTable.of(all).forEach(out::println);
    }
    if (request.output() == Request.Output.PAGE) {
      PerformancePage.write(docs, request.words(), machine, results);
    }
    return all.stream().anyMatch(Measurement::misses) ? MISSED : MET;
  }
}
