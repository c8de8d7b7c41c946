import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes the Java sources of the code tables; the build runs it from source, before it compiles.
 *
 * <p>Usage: {@code java GenerateTables.java DATA-FOLDER SOURCE-ROOT}. A file that would not change
 * is not touched, so that a second build has nothing to compile.
 */
public final class GenerateTables {
  private static final String PACKAGE = "dev.cairn.multiformats";

  private GenerateTables() {}

  /**
   * Generates both tables.
   *
   * @param args the folder that holds multicodec.csv and multibase.csv, and the root of the
   *     generated sources
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("usage: GenerateTables DATA-FOLDER SOURCE-ROOT");
    }
    Path data = Path.of(args[0]);
    Path packageFolder = Path.of(args[1]).resolve(PACKAGE.replace('.', '/'));
    Files.createDirectories(packageFolder);
    write(
        packageFolder.resolve("MulticodecTable.java"),
        multicodecTable(rows(data.resolve("multicodec.csv"), "name,tag,code,status")));
    write(
        packageFolder.resolve("MultibaseTable.java"),
        multibaseTable(rows(data.resolve("multibase.csv"), "encoding,prefix,status")));
  }

  private static String multicodecTable(List<String[]> rows) {
    StringBuilder constants = new StringBuilder();
    StringBuilder entries = new StringBuilder();
    Set<String> names = new HashSet<>();
    long previous = -1;
    for (String[] row : rows) {
      long code = Long.decode(row[2]);
      if (code <= previous) {
        throw new IllegalStateException(row[0] + ": codes must ascend, " + row[2] + " does not");
      }
      previous = code;
      String constant = constant(row[0], names);
      constants.append(
          "\n  /** %s: %s, %s. */\n  static final long %s = %sL;\n"
              .formatted(row[0], row[1], row[3], constant, row[2]));
      entries.append(
          "        new Multicodec(\"%s\", \"%s\", %s, \"%s\"),\n"
              .formatted(row[0], row[1], constant, row[3]));
    }
    entries.setLength(entries.length() - ",\n".length());
    return """
    package dev.cairn.multiformats;

    /** The published multicodec table. Generated from multicodec.csv; changes are made there. */
    final class MulticodecTable {
    %s
      private MulticodecTable() {}

      /** Returns a new array of all entries, by ascending code. */
      static Multicodec[] entries() {
        return new Multicodec[] {
    %s
        };
      }
    }
    """
        .formatted(constants.substring(1), entries);
  }

  private static String multibaseTable(List<String[]> rows) {
    StringBuilder constants = new StringBuilder();
    Set<String> names = new HashSet<>();
    for (String[] row : rows) {
      int prefix = Integer.parseInt(row[1].substring("U+".length()), 16);
      constants.append(
          "\n  /** %s: %s. */\n  static final int %s = 0x%x;\n"
              .formatted(row[0], row[2], constant(row[0], names), prefix));
    }
    return """
    package dev.cairn.multiformats;

    /** The code points of the published multibase prefixes. Generated from multibase.csv; changes are made there. */
    final class MultibaseTable {
    %s
      private MultibaseTable() {}
    }
    """
        .formatted(constants.substring(1));
  }

  private static String constant(String name, Set<String> taken) {
    String constant = name.toUpperCase(Locale.ROOT).replace('-', '_');
    if (!constant.matches("[A-Z][A-Z0-9_]*") || !taken.add(constant)) {
      throw new IllegalStateException(name + ": not a usable name, or used twice");
    }
    return constant;
  }

  private static List<String[]> rows(Path file, String header) throws IOException {
    List<String> lines =
        Files.readAllLines(file, UTF_8).stream().filter(line -> !line.startsWith("#")).toList();
    if (lines.isEmpty() || !lines.get(0).equals(header)) {
      throw new IllegalStateException(file + ": the first line must be " + header);
    }
    int columns = header.split(",").length;
    return lines.stream()
        .skip(1)
        .map(line -> line.split(","))
        .peek(
            row -> {
              if (row.length != columns) {
                throw new IllegalStateException(
                    file + ": " + String.join(",", row) + ": " + columns + " fields needed");
              }
            })
        .toList();
  }

  private static void write(Path file, String text) throws IOException {
    if (Files.exists(file) && Files.readString(file, UTF_8).equals(text)) {
      return;
    }
    Files.writeString(file, text, UTF_8);
  }
}
