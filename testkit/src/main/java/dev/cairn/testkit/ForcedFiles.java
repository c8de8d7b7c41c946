package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files of a store were forced to the medium, and when, as {@code strace -f -y} recorded it.
 * A file that is forced is durable as long as it is then; one that is mapped, when its mapping or
 * its descriptor is forced.
 */
final class ForcedFiles {

  /** The calls that have to be recorded. */
  static final String CALLS = "trace=fsync,fdatasync,msync,mmap,write,rename";

  private static final Pattern FORCE = Pattern.compile("\\b(?:fsync|fdatasync)\\(\\d+<([^>]+)>");
  private static final Pattern MAP =
      Pattern.compile("\\bmmap\\([^,]+, (\\d+), .*MAP_SHARED, \\d+<([^>]+)>, .* = 0x([0-9a-f]+)");
  private static final Pattern FORCE_MAPPING =
      Pattern.compile("\\bmsync\\(0x([0-9a-f]+), .*MS_SYNC");
  private static final Pattern RENAME =
      Pattern.compile("\\brename\\(\"([^\"]+)\", \"([^\"]+)\"\\) = 0");
  private static final Pattern KEPT =
      Pattern.compile("\\bwrite\\(1[^,]*, \"" + SyncingWriter.KEPT + "(\\d+)");

  private record Mapping(Path file, long length) {}

  /** By moment: which files had been forced since the moment before. */
  private final Map<Integer, Set<String>> forcedBefore = new HashMap<>();

  private final Path store;
  private final TreeMap<Long, Mapping> mappings = new TreeMap<>();
  private Set<String> forced = new HashSet<>();
  private int count;

  /** Reads what was recorded of the process that had a store open. */
  ForcedFiles(Path store, Path calls) throws IOException {
    this.store = store;
    for (String line : Files.readAllLines(calls)) {
      read(line);
    }
  }

  private void read(String line) {
    Matcher force = FORCE.matcher(line);
    Matcher map = MAP.matcher(line);
    Matcher forceMapping = FORCE_MAPPING.matcher(line);
    Matcher rename = RENAME.matcher(line);
    Matcher kept = KEPT.matcher(line);
    if (force.find()) {
      force(Path.of(force.group(1)));
    } else if (map.find()) {
      mappings.put(
          Long.parseUnsignedLong(map.group(3), 16),
          new Mapping(Path.of(map.group(2)), Long.parseLong(map.group(1))));
    } else if (forceMapping.find()) {
      mapped(Long.parseUnsignedLong(forceMapping.group(1), 16)).ifPresent(this::force);
    } else if (rename.find()) {
      rename(Path.of(rename.group(1)), Path.of(rename.group(2)));
    } else if (kept.find()) {
      forcedBefore.put(Integer.parseInt(kept.group(1)), forced);
      forced = new HashSet<>();
    }
  }

  private Optional<Path> mapped(long address) {
    return Optional.ofNullable(mappings.floorEntry(address))
        .filter(entry -> address - entry.getKey() < entry.getValue().length())
        .map(entry -> entry.getValue().file());
  }

  private void force(Path file) {
    if (file.startsWith(store)) {
      forced.add(nameOf(file));
      count++;
    }
  }

  private void rename(Path from, Path to) {
    if (forced.contains(nameOf(from))) {
      forced.add(nameOf(to));
    }
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** Returns how many calls forced a file of the store. */
  int count() {
    return count;
  }

  /**
   * Makes the files that a loss of power leaves at a moment.
   *
   * @param moment its number
   * @param links the files at that moment
   * @param lines what the writer said
   * @param left a directory that does not exist yet; returned
   */
  Path leftAt(int moment, Path links, List<String> lines, Path left) throws IOException {
    Files.createDirectory(left);
    for (Path link : StoreSurgery.files(links, "*")) {
      Path copy = Files.copy(link, left.resolve(link.getFileName()));
      StoreSurgery.resize(copy, forcedLength(moment, copy, lines));
    }
    return left;
  }

  /**
   * Returns how long a file was when it was last forced; 0 where it never was. One to which nothing
   * is appended is forced when it is complete.
   */
  private long forcedLength(int moment, Path file, List<String> lines) throws IOException {
    String name = nameOf(file);
    for (int at = moment; at >= 0; at--) {
      if (forcedBefore.getOrDefault(at, Set.of()).contains(name)) {
        return lengths(at, lines).getOrDefault(name, Files.size(file));
      }
    }
    return 0;
  }

  private static Map<String, Long> lengths(int moment, List<String> lines) {
    Map<String, Long> lengths = new HashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      if (words[0].equals(SyncingWriter.LENGTH) && words[1].equals(Integer.toString(moment))) {
        lengths.put(words[2], Long.parseLong(words[3]));
      }
    }
    return lengths;
  }
}
