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

  @Override
  public void run() {
    CommandSpec own = Objects.requireNonNull(spec);
    throw new ParameterException(
        own.commandLine(),
        "say which of " + String.join(", ", own.subcommands().keySet()) + " to do");
  }
}
