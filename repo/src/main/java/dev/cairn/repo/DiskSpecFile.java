package dev.cairn.repo;

import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecPath;
import dev.cairn.datastore.spec.SpecProblem;
import dev.cairn.datastore.spec.SpecValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code datastore_spec}: which stores lie in the repository, in Kubo's text. A
 * configuration that describes other stores is refused, since its engines would not find the data.
 */
final class DiskSpecFile {

  static final String FILE = "datastore_spec";

  private DiskSpecFile() {}

  /** Writes the file, without a newline at the end, as Kubo does. */
  static void write(Path directory, SpecValue.Fields diskSpec) throws IOException {
    byte[] text = KuboText.of(diskSpec).getBytes(StandardCharsets.UTF_8);
    DurableFiles.write(directory.resolve(FILE), text);
  }

  /**
   * Checks that the stores which the configuration describes are those that lie in the repository.
   *
   * @throws SpecException if they are others; the message shows both, and what differs
   */
  static void check(Path directory, SpecPath where, SpecValue.Fields configured) {
    problem(directory, where, configured)
        .ifPresent(
            problem -> {
              throw new SpecException(List.of(problem));
            });
  }

  /** {@return what differs between the stores that are described and those that lie there} */
  static Optional<SpecProblem> problem(
      Path directory, SpecPath where, SpecValue.Fields configured) {
    Path file = directory.resolve(FILE);
    String onDisk;
    try {
      onDisk = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw IoFailures.wrap("cannot read which datastores lie in the repository, " + file, e);
    }
    String wanted = KuboText.of(configured);
    return onDisk.equals(wanted)
        ? Optional.empty()
        : Optional.of(new SpecProblem(where.text(), complaint(file, onDisk, wanted)));
  }

  private static String complaint(Path file, String onDisk, String configured) {
    List<String> differences = LayoutDifference.between(onDisk, configured);
    return """
        the configuration describes other datastores than lie on disk%s
          on disk (%s): %s
          configured: %s
          set the configuration back, or convert the data"""
        .formatted(
            differences.isEmpty() ? "" : ":\n    " + String.join("\n    ", differences),
            file,
            onDisk,
            configured);
  }
}
