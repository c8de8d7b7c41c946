package dev.cairn.cli;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what was thrown into one line on standard error and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    return wrongUsage(failure);
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult result) {
    if (failure instanceof ParameterException wrong) {
      return wrongUsage(wrong);
    }
    Cairn cairn = (Cairn) command.getCommandSpec().root().userObject();
    return report(failure, cairn.verbose());
  }

  private int wrongUsage(ParameterException failure) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    complain(failure.getMessage() + "; see '" + command + " --help'");
    return ExitCode.USAGE;
  }

  /** Reports a failed command. */
  int report(Exception failure, boolean verbose) {
    complain(sentence(failure));
    if (verbose) {
      failure.printStackTrace(terminal.err());
    }
    return Cairn.FAILED;
  }

  private void complain(String message) {
    terminal.complain("cairn: " + onOneLine(message));
  }

  /** {@return a message without line breaks} */
  static String onOneLine(@Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static String sentence(Exception failure) {
    Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    if (cause instanceof IOException e) {
      return IoFailures.reason(e);
    }
    boolean foreseen =
        failure instanceof DatastoreException
            || failure instanceof IllegalArgumentException
            || failure instanceof UnsupportedOperationException;
    String message = String.valueOf(failure.getMessage());
    return foreseen
        ? message
        : "internal error, please report it with the output of --verbose: "
            + failure.getClass().getSimpleName()
            + ": "
            + message;
  }
}
