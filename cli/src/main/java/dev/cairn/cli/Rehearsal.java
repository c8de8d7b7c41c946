package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.datastore.engine.DurableFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Goes once through what commands do, for the launcher, which archives the classes that are loaded
 * meanwhile so that later starts are faster.
 */
final class Rehearsal {

  private Rehearsal() {}

  /**
   * Runs some commands in a temporary folder.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("cairn-rehearsal");
    try {
      String repository = folder.resolve("repository").toString();
      run("--help");
      run("--repo", repository, "init");
      String cid = run("--repo", repository, "block", "put").strip();
      run("--repo", repository, "--json", "block", "locate", cid);
      run("--repo", repository, "pin", "add", cid);
      run("--repo", repository, "repo", "gc");
      run("demo");
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }

  private static String run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[] {1}), out, System.err);
    if (Cairn.run(terminal, arguments) != Cairn.OK) {
      throw new IllegalStateException("failed: " + String.join(" ", arguments));
    }
    return out.toString(UTF_8);
  }
}
