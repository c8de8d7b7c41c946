package dev.cairn.cli;

import dev.cairn.datastore.engine.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows the main job, end to end, in a temporary folder. */
@Command(
    name = "demo",
    description = "Shows what Cairn does, end to end, in a temporary folder that goes away.")
final class DemoCommand implements Callable<Integer> {

  @ParentCommand private @Nullable Cairn parent;

  @Parameters(
      paramLabel = "FILE.car",
      arity = "0..*",
      description = "Archives to use; where none is given, the demo writes its own.")
  private Path[] archives = {};

  @Override
  public Integer call() throws IOException {
    Cairn cairn = Objects.requireNonNull(parent);
    Path folder = Files.createTempDirectory("cairn-demo");
    try {
      new Demo(folder, step -> tell(cairn, step)).run(archives);
    } finally {
      DurableFiles.deleteTree(folder);
    }
    return Cairn.OK;
  }

  private static void tell(Cairn cairn, Demo.Step step) {
    cairn.answer("%2d. %s".formatted(step.number(), step.text()), step.fields());
    cairn.terminal().flush();
  }
}
