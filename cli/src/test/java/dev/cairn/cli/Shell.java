package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.multiformats.Cid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Calls the command as a shell would, in this process, on one repository. */
final class Shell {

  private final Path repository;

  private Shell(Path repository) {
    this.repository = repository;
  }

  /** {@return a shell on a new repository} */
  static Shell onNew(Path repository, String profile) {
    Shell shell = new Shell(repository);
    shell.run("init", "--profile", profile).expectSuccess();
    return shell;
  }

  /** {@return a shell on a folder that need not hold a repository} */
  static Shell on(Path repository) {
    return new Shell(repository);
  }

  Path repository() {
    return repository;
  }

  /** Runs a command on the repository, with nothing on standard input. */
  Outcome run(String... arguments) {
    return run(new byte[0], arguments);
  }

  /** Runs a command on the repository, with these bytes on standard input. */
  Outcome run(byte[] input, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--repo", repository.toString()));
    all.addAll(List.of(arguments));
    return bare(input, all.toArray(new String[0]));
  }

  /** Runs a command as it stands. */
  static Outcome bare(byte[] input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(new ByteArrayInputStream(input), out, new PrintStream(err, true, UTF_8));
    int exitCode = Cairn.run(terminal, arguments);
    return new Outcome(exitCode, out.toByteArray(), err.toString(UTF_8));
  }

  /** How a command ended, and what it wrote. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outcome(int exitCode, byte[] bytes, String errors) {

    /** {@return this, which ended well and complained about nothing} */
    Outcome expectSuccess() {
      assertThat(errors).isEmpty();
      assertThat(exitCode).isZero();
      return this;
    }

    /** {@return the one line of complaint of a command that failed, without its end} */
    String expectFailure() {
      return complaint(1);
    }

    /** {@return the one line of complaint of a command that was used wrongly, without its end} */
    String expectWrongUsage() {
      assertThat(bytes).isEmpty();
      return complaint(2);
    }

    private String complaint(int expectedExitCode) {
      assertThat(errors).startsWith("cairn: ").endsWith(System.lineSeparator());
      assertThat(errors.lines()).as(errors).hasSize(1);
      assertThat(errors).doesNotContain("internal error").doesNotContain("Exception");
      assertThat(exitCode).isEqualTo(expectedExitCode);
      return errors.strip();
    }

    String text() {
      return new String(bytes, UTF_8);
    }

    List<String> lines() {
      return text().lines().toList();
    }

    Cid cid() {
      return Cid.parse(text().strip());
    }

    /** {@return the answer, which is one line of JSON} */
    JsonNode json() {
      assertThat(lines()).hasSize(1);
      return jsonLines().get(0);
    }

    /** {@return the answers, a line each} */
    List<JsonNode> jsonLines() {
      return lines().stream().map(Outcome::parse).toList();
    }

    private static JsonNode parse(String line) {
      try {
        return new ObjectMapper().readTree(line);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + line, e);
      }
    }
  }
}
