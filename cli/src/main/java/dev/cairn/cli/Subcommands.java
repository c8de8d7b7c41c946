package dev.cairn.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The base of commands that only group others; called alone, such a one is wrong usage. */
abstract class Subcommands implements Runnable {

  @ParentCommand private @Nullable Cairn parent;

  @Spec private @Nullable CommandSpec spec;

  /** {@return the command {@code cairn}, with the shared options} */
  Cairn cairn() {
    return Objects.requireNonNull(parent);
  }

  /** {@return what says that the command was called wrongly: one line, exit code 2} */
  ParameterException wrongUsage(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  @Override
  public void run() {
    CommandSpec own = Objects.requireNonNull(spec);
    throw wrongUsage("say which of " + String.join(", ", own.subcommands().keySet()) + " to do");
  }
}
