package dev.cairn.cli;

import dev.cairn.car.CarExport;
import dev.cairn.car.CarImport;
import dev.cairn.car.CarOptions;
import dev.cairn.car.CarReader;
import dev.cairn.car.CarWriter;
import dev.cairn.car.ExportOptions;
import dev.cairn.car.ExportResult;
import dev.cairn.car.ImportResult;
import dev.cairn.car.MissingBlocks;
import dev.cairn.car.ZeroLengthSections;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.repo.Repository;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** CAR archives in and out. */
@Command(name = "car", description = "Imports and exports CAR archives.")
final class CarCommand extends Subcommands {

  private static final Path STANDARD_STREAM = Path.of("-");

  @Command(
      name = "import",
      description = {
        "Stores the blocks of archives, CARv1 or CARv2, after checking the hash of each.",
        "Where an archive is damaged, the blocks before the damage are kept."
      })
  int importArchives(
      @Parameters(
              paramLabel = "FILE",
              arity = "1..*",
              description = "The archives; - is standard input.")
          List<Path> files,
      @Option(
              names = "--zero-length-section-as-end",
              description = "Take a section of length zero as the end of the file.")
          boolean zeroLengthSectionAsEnd) {
    CarOptions options =
        CarOptions.builder()
            .zeroLengthSections(
                zeroLengthSectionAsEnd
                    ? ZeroLengthSections.END_OF_FILE
                    : ZeroLengthSections.REFUSED)
            .build();
    return cairn()
        .withRepository(
            repository -> {
              for (Path file : files) {
                importArchive(repository, file, options);
              }
              return Cairn.OK;
            });
  }

  private void importArchive(Repository repository, Path file, CarOptions options) {
    ImportResult result;
    try (CarReader archive = open(file, options);
        Progress progress = bytesProgress("import", archive.totalBytes().orElse(-1))) {
      result =
          CarImport.into(repository.blocks())
              .withProgress((bytes, total) -> progress.reached(bytes))
              .run(archive);
    }
    String roots = result.roots().stream().map(Cid::toString).collect(Collectors.joining(" "));
    cairn()
        .answer(
            String.format(
                Locale.ROOT,
                "imported %d blocks, %,d bytes, roots %s",
                result.blocks(),
                result.bytes(),
                roots.isEmpty() ? "none" : roots),
            Map.of(
                "file", file.toString(),
                "blocks", result.blocks(),
                "bytes", result.bytes(),
                "roots", result.roots().stream().map(Cid::toString).toList()));
  }

  private CarReader open(Path file, CarOptions options) {
    return file.equals(STANDARD_STREAM)
        ? CarReader.open(cairn().terminal().in(), "standard input", options)
        : CarReader.open(file, options);
  }

  /** What to export. */
  static final class Selection {
    @Option(
        names = "--root",
        paramLabel = "CID",
        description = "All blocks reachable from here, where the codec is known; may be repeated.")
    private @Nullable List<Cid> roots;

    @Option(names = "--all", description = "Every block, as a CID of codec raw, without roots.")
    private boolean all;
  }

  @Command(
      name = "export",
      description = "Writes an archive, CARv1, to standard output or to a file.")
  int exportArchive(
      @ArgGroup(multiplicity = "1") Selection selection,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              defaultValue = "-",
              description = "The file; it appears whole or not at all.")
          Path file,
      @Option(
              names = "--skip-missing",
              description = "Leave out blocks that are not there, with what only they lead to.")
          boolean skipMissing) {
    List<Cid> roots = selection.roots == null ? List.of() : selection.roots;
    ExportOptions options =
        ExportOptions.builder()
            .missingBlocks(skipMissing ? MissingBlocks.SKIP : MissingBlocks.FAIL)
            .build();
    return cairn()
        .withRepository(
            repository -> {
              try (CarWriter archive = create(file, roots);
                  Progress progress = bytesProgress("export", -1)) {
                CarExport export =
                    CarExport.from(repository.blocks())
                        .withOptions(options)
                        .withProgress((bytes, total) -> progress.reached(bytes));
                ExportResult result =
                    selection.all ? export.all(archive) : export.reachable(archive);
                archive.commit();
                report(file, result);
              }
              return Cairn.OK;
            });
  }

  private CarWriter create(Path file, List<Cid> roots) {
    return file.equals(STANDARD_STREAM)
        ? CarWriter.to(cairn().terminal().out(), "standard output", roots)
        : CarWriter.create(file, roots);
  }

  /** Says what was written, unless standard output is the archive itself. */
  private void report(Path file, ExportResult result) {
    result
        .notFollowed()
        .forEach(
            (codec, count) ->
                cairn()
                    .terminal()
                    .complain(
                        "cairn: %d blocks of codec %s were exported without following their links"
                            .formatted(count, nameOf(codec))));
    if (file.equals(STANDARD_STREAM)) {
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", file.toString());
    fields.put("blocks", result.blocks());
    fields.put("bytes", result.bytes());
    fields.put("missing", result.missing());
    cairn()
        .answer(
            String.format(
                Locale.ROOT,
                "exported %d blocks, %,d bytes, to %s%s",
                result.blocks(),
                result.bytes(),
                file,
                result.missing() == 0 ? "" : "; " + result.missing() + " blocks are missing"),
            fields);
  }

  private static String nameOf(long codec) {
    return Multicodec.find(codec)
        .map(Multicodec::name)
        .orElseGet(() -> "0x" + Long.toHexString(codec));
  }

  private Progress bytesProgress(String task, long total) {
    return Progress.ofBytes(task, total, cairn().terminal().err());
  }
}
