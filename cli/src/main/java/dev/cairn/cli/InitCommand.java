package dev.cairn.cli;

import dev.cairn.repo.Profile;
import dev.cairn.repo.Repository;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Makes a repository. */
@Command(name = "init", description = "Makes a new repository.")
final class InitCommand implements Callable<Integer> {

  @ParentCommand private @Nullable Cairn cairn;

  @Option(
      names = "--profile",
      defaultValue = "default",
      description =
          "The engines: ${COMPLETION-CANDIDATES} (default: blocks and keystore in RocksDB, the rest in"
              + " LevelDB).")
  private Profile profile = Profile.DEFAULT;

  @Override
  public Integer call() {
    Cairn shared = java.util.Objects.requireNonNull(cairn);
    Path directory = shared.repositoryDirectory();
    Repository.init(directory, profile);
    shared.answer(
        "made a repository in %s (profile %s)".formatted(directory, profile),
        Map.of("repository", directory.toString(), "profile", profile.toString()));
    return Cairn.OK;
  }
}
