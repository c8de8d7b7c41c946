package dev.cairn.multiformats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The vectors that the multiformats project publishes, where this machine has them. */
final class PublishedVectors {
  private PublishedVectors() {}

  /**
   * Returns the fields of each line of a file but its header, without the blanks and quotes around
   * them; skips the test if the file is not there. A description that holds commas is more fields
   * than one.
   */
  static List<List<String>> rows(String file) {
    Path path = folder().resolve(file);
    assumeTrue(Files.exists(path), () -> path + " is not there; set cairn.fixtures to its folder");
    try {
      return Files.readAllLines(path, UTF_8).stream()
          .skip(1)
          .map(PublishedVectors::fields)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> fields(String line) {
    return Arrays.stream(line.split(",", -1))
        .map(field -> field.strip().replaceAll("^\"|\"$", ""))
        .toList();
  }

  private static Path folder() {
    return Stream.of(System.getProperty("cairn.fixtures", ""), "../../shared/fixtures")
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "multiformats"))
        .findFirst()
        .orElseThrow();
  }
}
