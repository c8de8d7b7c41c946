package dev.cairn.repo;

import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file {@code datastore_spec}: which stores lie in the repository, in Kubo's text. A
 * configuration that describes other stores is refused, since its engines would not find the data.
 */
final class DiskSpecFile {

  static final String FILE = "datastore_spec";

  private DiskSpecFile() {}

  /** Writes the file, without a newline at the end, as Kubo does. */
  static void write(Path directory, SpecValue.Fields diskSpec) throws IOException {
    byte[] text = SpecJson.canonicalText(diskSpec).getBytes(StandardCharsets.UTF_8);
    DurableFiles.write(directory.resolve(FILE), text);
  }

  /**
   * Checks that the stores which the configuration describes are those that lie in the repository.
   *
   * @throws SpecException if they are others; the message shows both
   */
  static void check(Path directory, SpecValue.Fields configured) {
    Path file = directory.resolve(FILE);
    String onDisk;
    try {
      onDisk = Files.readString(file).strip();
    } catch (IOException e) {
      throw IoFailures.wrap("cannot read which datastores lie in the repository, " + file, e);
    }
    String wanted = SpecJson.canonicalText(configured);
    if (!onDisk.equals(wanted)) {
      throw new SpecException(
          "Datastore.Spec",
          """
          the configuration describes %s, but what lies on disk (%s) is %s; \
          set the configuration back, or convert the data"""
              .formatted(wanted, file, onDisk));
    }
  }
}
