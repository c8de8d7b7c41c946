package dev.cairn.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Arrays;
import java.util.Set;

/** Starts the {@code cairn} command. */
public final class Main {

  private static final Set<String> VERBOSE = Set.of("-v", "--verbose");

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code: 0 success, 1 failure, 2 wrong usage.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    setLogLevel(arguments);
    Terminal terminal =
        new Terminal(System.in, new FileOutputStream(FileDescriptor.out), System.err);
    Interruption interruption = new Interruption();
    interruption.listen();
    int exitCode;
    try {
      exitCode = Cairn.run(terminal, interruption, arguments);
    } finally {
      interruption.ended();
    }
    System.exit(exitCode);
  }

  /** Must come before the first logger is made. */
  private static void setLogLevel(String[] arguments) {
    boolean verbose = Arrays.stream(arguments).anyMatch(VERBOSE::contains);
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "debug" : "error");
  }
}
