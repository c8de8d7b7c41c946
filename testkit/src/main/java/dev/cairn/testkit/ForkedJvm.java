package dev.cairn.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.cairn.datastore.engine.DurableFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own for what would take this one along: a crash, a lock held by another process, a
 * death in the middle of a write.
 *
 * <p>It has the class path of this one and runs without assertions, as a user's does. What it is
 * killed by is the {@code SIGKILL} of {@link ProcessHandle#destroyForcibly()}, at a moment counted
 * in lines of its standard output, never in time.
 *
 * <pre>{@code
 * ForkedJvm.Outcome outcome =
 *     ForkedJvm.of(Writer.class, directory.toString()).killedAfter(random.nextInt(500));
 * }</pre>
 *
 * <p>Immutable; each run is a new process.
 */
public final class ForkedJvm {

  /** Far beyond what any run takes: it ends a hanging test, and asserts nothing. */
  private static final long SAFETY_SECONDS = 300;

  /** A run lasts seconds: the better compiler and the larger collectors would cost more. */
  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-Xshare:auto",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1");

  /** Takes from the superuser what lets it pass over the permissions of files. */
  private static final String[] UNPRIVILEGED = {
    "setpriv", "--bounding-set=-dac_override,-dac_read_search"
  };

  private static final String NO_SETPRIV =
      "this user may write everywhere, and setpriv (of util-linux) cannot take that away";

  /** What comes before the JVM on the command line, where something does. */
  private final List<String> prefix;

  private final List<String> options;
  private final List<String> command;

  private ForkedJvm(List<String> prefix, List<String> options, List<String> command) {
    this.prefix = prefix;
    this.options = options;
    this.command = command;
  }

  /**
   * {@return a JVM that is to run a main class}
   *
   * @param main a class on the class path of this JVM, with a {@code public static void main}; the
   *     class itself need not be public
   * @param arguments what it is called with
   */
  public static ForkedJvm of(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(List.of(main.getName()));
    Collections.addAll(command, arguments);
    return new ForkedJvm(List.of(), OPTIONS, command);
  }

  /**
   * {@return this JVM with one more option}
   *
   * @param option as on the command line, such as {@code -Xmx64m}
   */
  public ForkedJvm withOption(String option) {
    List<String> more = new ArrayList<>(options);
    more.add(option);
    return new ForkedJvm(prefix, more, command);
  }

  /**
   * {@return this JVM with a system property set}
   *
   * @param name the name of the property
   * @param value its value
   */
  public ForkedJvm withProperty(String name, String value) {
    return withOption("-D" + name + "=" + value);
  }

  /**
   * {@return this JVM as an argument of another program, which has to become it or to start it}
   *
   * @param program its name and its own arguments
   */
  ForkedJvm startedBy(String... program) {
    List<String> whole = new ArrayList<>(List.of(program));
    whole.addAll(prefix);
    return new ForkedJvm(whole, options, command);
  }

  /**
   * {@return this JVM with a limit to what it may have open at a time}
   *
   * @param files how many files, its own among them
   */
  public ForkedJvm withOpenFiles(int files) {
    return startedBy("sh", "-c", "ulimit -n " + files + " && exec \"$0\" \"$@\"");
  }

  /**
   * {@return this JVM as one that may write only where the permissions of files let it} The
   * superuser of Linux may write everywhere; started so, it keeps to what the owner of a file may
   * do. A test that asks for it is skipped, with the reason, where that cannot be had.
   */
  public ForkedJvm boundByPermissions() {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("unwritable");
      if (!folder.toFile().setWritable(false)) {
        abort("no folder can be made unwritable here");
      }
      if (!Files.isWritable(folder)) {
        return this;
      }
      return canBeStartedBy(UNPRIVILEGED) ? startedBy(UNPRIVILEGED) : abort(NO_SETPRIV);
    } catch (IOException e) {
      throw new UncheckedIOException("could not make an unwritable folder: " + e.getMessage(), e);
    } finally {
      deleteQuietly(folder);
    }
  }

  private static boolean canBeStartedBy(String... program) {
    List<String> whole = new ArrayList<>(List.of(program));
    whole.add("true");
    try {
      Process process =
          new ProcessBuilder(whole)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.onExit().join().exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  /**
   * {@return how it went, once it has ended by itself}
   *
   * @throws UncheckedIOException if the JVM cannot be started or read
   * @throws AssertionError if it does not end
   */
  public Outcome run() {
    return run(line -> false);
  }

  /**
   * {@return how it went, once it is dead: killed as soon as it printed a line that {@code fatal}
   * accepts, or ended by itself before} What it printed between that line and its death is read
   * too.
   *
   * @param fatal called with each line of standard output
   * @throws UncheckedIOException if the JVM cannot be started or read
   * @throws AssertionError if it does not end
   */
  public Outcome killedAt(Predicate<String> fatal) {
    return run(fatal);
  }

  /**
   * {@return how it went, once it is dead: killed as soon as it printed so many lines, or ended by
   * itself before} What it printed between that line and its death is read too.
   *
   * @param lines at least 1
   * @throws UncheckedIOException if the JVM cannot be started or read
   * @throws AssertionError if it does not end
   */
  public Outcome killedAfter(int lines) {
    if (lines < 1) {
      throw new IllegalArgumentException("a JVM is killed after at least 1 line, not " + lines);
    }
    return run(
        new Predicate<>() {
          private int seen;

          @Override
          public boolean test(String line) {
            return ++seen >= lines;
          }
        });
  }

  private Outcome run(Predicate<String> fatal) {
    Path temporary = null;
    try {
      temporary = Files.createTempDirectory("forked-jvm");
      return run(fatal, temporary);
    } catch (IOException e) {
      throw new UncheckedIOException("could not run " + this + ": " + e.getMessage(), e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  private Outcome run(Predicate<String> fatal, Path temporary) throws IOException {
    Path errors = temporary.resolve("errors");
    Process process = start(temporary, errors);
    AtomicBoolean hung = new AtomicBoolean();
    Thread watchdog = watch(process, hung);
    try {
      boolean killed = false;
      List<String> lines = new ArrayList<>();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        if (!killed && fatal.test(line)) {
          killed = true;
          kill(process);
        }
      }
      int exitCode = process.onExit().join().exitValue();
      Outcome outcome = new Outcome(exitCode, killed, lines, Files.readAllLines(errors));
      if (hung.get()) {
        throw new AssertionError(this + " did not end;" + outcome.report());
      }
      return outcome;
    } finally {
      process.destroyForcibly();
      watchdog.interrupt();
    }
  }

  /** Its temporary files are its own: who is killed leaves them, such as unpacked libraries. */
  private Process start(Path temporary, Path errors) throws IOException {
    List<String> whole = new ArrayList<>(prefix);
    whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    whole.add("-Djava.io.tmpdir=" + temporary);
    whole.addAll(options);
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole).redirectError(errors.toFile());
    // By the environment: a class path may be longer than a command line may be.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  private static Thread watch(Process process, AtomicBoolean hung) {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                if (!process.waitFor(SAFETY_SECONDS, TimeUnit.SECONDS)) {
                  hung.set(true);
                  kill(process);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the run is over
              }
            },
            "watchdog of a forked JVM");
    watchdog.setDaemon(true);
    watchdog.start();
    return watchdog;
  }

  /** Kills by the handle: the process itself would close its output, which is still to be read. */
  private static void kill(Process process) {
    process.toHandle().destroyForcibly();
  }

  private static void deleteQuietly(@Nullable Path temporary) {
    try {
      if (temporary != null) {
        DurableFiles.deleteTree(temporary);
      }
    } catch (IOException e) {
      temporary.toFile().deleteOnExit(); // a killed child may hold a file a moment longer
    }
  }

  @Override
  public String toString() {
    return "the forked JVM " + String.join(" ", command);
  }

  /**
   * How a forked JVM ended.
   *
   * @param exitCode what it returned; of a killed one, what the platform says of such
   * @param killed whether it was killed on purpose; it may have ended just before
   * @param lines its standard output
   * @param errors its standard error
   */
  public record Outcome(int exitCode, boolean killed, List<String> lines, List<String> errors) {

    /** Copies the lists. */
    public Outcome {
      lines = List.copyOf(lines);
      errors = List.copyOf(errors);
    }

    /**
     * {@return this outcome, which is a success}
     *
     * @throws AssertionError if the JVM was killed or returned another code than 0; the message
     *     shows what it printed
     */
    public Outcome expectSuccess() {
      if (killed || exitCode != 0) {
        throw new AssertionError("a forked JVM failed: " + report());
      }
      return this;
    }

    private String report() {
      return Stream.of(
              Stream.of("exit code " + exitCode + (killed ? ", killed" : "")),
              Stream.of("standard output:"),
              lines.stream().skip(Math.max(0, lines.size() - 50)),
              Stream.of("standard error:"),
              errors.stream().skip(Math.max(0, errors.size() - 100)))
          .flatMap(part -> part)
          .reduce("", (report, line) -> report + System.lineSeparator() + line);
    }
  }
}
