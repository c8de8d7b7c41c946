package dev.cairn.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small file system of its own in memory (Linux's tmpfs), for what no folder can play: a full
 * disk, and one that is mounted read-only. A test that asks for one is skipped, with the reason,
 * where this process may not mount file systems.
 *
 * <pre>{@code
 * try (RamDisk disk = RamDisk.mountedAt(directory.resolve("disk"), 64 << 20)) {
 *   write(disk.path().resolve("store"));
 *   disk.makeReadOnly();
 *   read(disk.path().resolve("store"));
 * }
 * }</pre>
 */
public final class RamDisk implements AutoCloseable {

  private final Path path;

  private RamDisk(Path path) {
    this.path = path;
  }

  /**
   * {@return a file system without files, to be closed by the caller}
   *
   * @param path where it is to be: a directory that does not exist, in one that does
   * @param bytes how much it can hold; it takes as much memory as it has in it
   * @throws IOException if the directory cannot be made
   */
  public static RamDisk mountedAt(Path path, long bytes) throws IOException {
    Files.createDirectory(path);
    String failure = run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "cairn", path.toString());
    if (!failure.isEmpty()) {
      abort("no file system can be mounted here: " + failure);
    }
    return new RamDisk(path);
  }

  /** {@return its root} */
  public Path path() {
    return path;
  }

  /** Lets nothing be written any longer. No file may be open for writing. */
  public void makeReadOnly() {
    require("mount", "-o", "remount,ro", path.toString());
  }

  /** Takes it away, and with it all that it holds. */
  @Override
  public void close() {
    require("umount", path.toString());
  }

  private static void require(String... command) {
    String failure = run(command);
    if (!failure.isEmpty()) {
      throw new AssertionError(String.join(" ", command) + ": " + failure);
    }
  }

  /** Runs a command; returns what is wrong, or an empty text. */
  private static String run(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.onExit().join().exitValue();
      return code == 0 ? "" : "%s (exit code %d)".formatted(output, code);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
