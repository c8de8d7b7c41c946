package dev.cairn.cli;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.wrapper.Measurements;
import dev.cairn.keystore.KeyspacePrefix;
import dev.cairn.multiformats.Cid;
import dev.cairn.repo.Repository;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command {@code cairn}: the options that all commands share, and what they share of the work.
 */
@Command(
    name = "cairn",
    description =
        "Stores content-addressed blocks: imports, exports, reads, keeps and announces them.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class)
final class Cairn {

  /** Success. */
  static final int OK = 0;

  /** The command was understood and failed. */
  static final int FAILED = 1;

  private static final List<Class<?>> COMMANDS =
      List.of(
          InitCommand.class,
          CarCommand.class,
          BlockCommand.class,
          MountCommand.class,
          PinCommand.class,
          RepoCommand.class,
          DiagCommand.class,
          KeystoreCommand.class,
          DemoCommand.class);

  private final Terminal terminal;
  private final CancellationToken cancellation;

  @Option(
      names = "--repo",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:CAIRN_REPO}",
      description = "The repository; where not given, the environment's CAIRN_REPO.")
  private @Nullable Path repository;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Answer in JSON, one value a line.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log to standard error, and show where an error came from.")
  private boolean verbose;

  @Spec private @Nullable CommandSpec spec;

  private Cairn(Terminal terminal, CancellationToken cancellation) {
    this.terminal = terminal;
    this.cancellation = cancellation;
  }

  /**
   * {@return the exit code of one command that nobody interrupts}
   *
   * @param terminal where it reads and writes; flushed at the end
   * @param arguments the command line
   */
  static int run(Terminal terminal, String... arguments) {
    return run(terminal, CancellationToken.never(), arguments);
  }

  /**
   * {@return the exit code of one command}
   *
   * @param terminal where it reads and writes; flushed at the end
   * @param cancellation tells long commands to stop
   * @param arguments the command line
   */
  static int run(Terminal terminal, CancellationToken cancellation, String... arguments) {
    Cairn cairn = new Cairn(terminal, cancellation);
    PrintWriter out = new PrintWriter(terminal.out(), false, StandardCharsets.UTF_8);
    Failures failures = new Failures(terminal);
    CommandLine commandLine = new CommandLine(cairn);
    commandsFor(arguments).forEach(commandLine::addSubcommand);
    commandLine
        .setOut(out)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Cid.class, converter(Cid::parse))
        .registerConverter(ByteCount.class, converter(ByteCount::parse))
        .registerConverter(Key.class, converter(Key::parse))
        .registerConverter(KeyspacePrefix.class, converter(KeyspacePrefix::parse))
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
    try {
      int exitCode = commandLine.execute(arguments);
      out.flush();
      terminal.flush();
      return exitCode;
    } catch (RuntimeException e) {
      // Standard output is gone, as when the reader of a pipe has gone away.
      return failures.report(e, cairn.verbose);
    }
  }

  /**
   * {@return the commands that the arguments may mean: those that they name, or all where they name
   * none or ask for help} To describe a command to picocli takes a tenth of a whole start.
   */
  private static List<Class<?>> commandsFor(String... arguments) {
    Set<String> words = Set.copyOf(Arrays.asList(arguments));
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(type -> words.contains(type.getAnnotation(Command.class).name()))
            .toList();
    boolean helpAsked = words.contains("--help") || words.contains("-h");
    return named.isEmpty() || helpAsked ? COMMANDS : named;
  }

  /** {@return a parser whose complaints picocli shows as they are} */
  private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
    return text -> {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  Terminal terminal() {
    return terminal;
  }

  /** {@return what tells a long command to stop} */
  CancellationToken cancellation() {
    return cancellation;
  }

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose;
  }

  /** Answers: with the text, or, where asked for, with the fields as JSON. */
  void answer(String text, Map<String, ?> fields) {
    if (json) {
      terminal.printJson(fields);
    } else {
      terminal.print(text);
    }
  }

  /**
   * {@return the directory of the repository}
   *
   * @throws ParameterException if the user has named none
   */
  Path repositoryDirectory() {
    if (repository == null) {
      CommandSpec root = Objects.requireNonNull(spec);
      throw new ParameterException(
          root.commandLine(),
          "name the repository with --repo DIR or in the environment's CAIRN_REPO");
    }
    return repository;
  }

  /**
   * {@return what {@code work} returns on the open repository, in which what older versions left
   * lies still}
   */
  int withRepositoryAsItLies(ToIntFunction<Repository> work) {
    try (Repository open = Repository.openAsItLies(repositoryDirectory())) {
      return work.applyAsInt(open);
    }
  }

  /** {@return what {@code work} returns on the open repository} */
  int withRepository(ToIntFunction<Repository> work) {
    try (Repository open =
        Repository.open(repositoryDirectory(), name -> Measurements.NONE, cancellation)) {
      return work.applyAsInt(open);
    }
  }
}
