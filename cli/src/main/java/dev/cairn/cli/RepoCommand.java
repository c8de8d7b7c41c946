package dev.cairn.cli;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.gc.CollectionListener;
import dev.cairn.gc.CollectionOptions;
import dev.cairn.gc.CollectionReport;
import dev.cairn.gc.Pin;
import dev.cairn.gc.SweepFailure;
import dev.cairn.gc.WalkFailure;
import dev.cairn.mount.BlockScrub;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.Repair;
import dev.cairn.mount.ScrubFinding;
import dev.cairn.mount.ScrubReport;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.Repository;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The repository as a whole. */
@Command(name = "repo", description = "Collects, counts and verifies the blocks of the repository.")
final class RepoCommand extends Subcommands {

  @Command(
      name = "gc",
      description = {
        "Deletes, of the repository's own blocks, those that no pin keeps, and gives their room"
            + " back to the disk. Mounts are only read.",
        "Where not all that is pinned can be followed, nothing is deleted."
      })
  int gc(
      @Option(names = "--dry-run", description = "Only count what would be deleted.")
          boolean dryRun,
      @Option(
              names = "--free",
              paramLabel = "BYTES",
              description = "Stop when so much is freed, as 500MB or 2GiB.")
          @Nullable ByteCount free,
      @Option(names = "--list", description = "Also name each block that is deleted, or would be.")
          boolean list) {
    return cairn()
        .withRepository(
            repository -> {
              CollectionOptions options =
                  CollectionOptions.defaults().cancelledBy(cairn().cancellation());
              if (dryRun) {
                options = options.dryRun();
              }
              if (canReclaim(repository.datastore())) {
                options = options.thenReclaiming(repository.datastore());
              }
              if (free != null) {
                options = options.freeing(free.bytes());
              }
              try (Progress progress = Progress.ofBlocks("gc", -1, cairn().terminal().err())) {
                CollectionReport report =
                    repository
                        .collector()
                        .collect(options.reportingTo(listener(progress, list, dryRun)));
                repository.blocks().sync();
                return answer(report);
              }
            });
  }

  private static boolean canReclaim(Datastore store) {
    return store.capability(GarbageCollection.class).isPresent()
        || store.capability(Compaction.class).isPresent();
  }

  private CollectionListener listener(Progress progress, boolean list, boolean dryRun) {
    return new CollectionListener() {
      @Override
      public void marked(long blocks) {
        progress.reached(blocks);
      }

      @Override
      public void failed(WalkFailure failure) {
        complain(failure.toString());
      }

      @Override
      public void swept(Multihash block, long bytes) {
        if (list) {
          String cid = Cid.rawOf(block).toString();
          cairn()
              .answer(
                  (dryRun ? "would remove " : "removed ") + cid,
                  Map.of(dryRun ? "wouldRemove" : "removed", cid, "size", bytes));
        }
      }

      @Override
      public void failed(SweepFailure failure) {
        complain(failure.toString());
      }
    };
  }

  private void complain(String failure) {
    cairn().terminal().complain("cairn: " + Failures.onOneLine(failure));
  }

  private int answer(CollectionReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("dryRun", report.dryRun());
    fields.put("removed", report.swept());
    fields.put("bytes", report.sweptBytes());
    fields.put("kept", report.kept());
    fields.put("failed", report.failureCount());
    cairn()
        .answer(
            String.format(
                Locale.ROOT,
                "%s %,d blocks, %,d bytes; %,d are kept%s",
                report.dryRun() ? "would remove" : "removed",
                report.swept(),
                report.sweptBytes(),
                report.kept(),
                report.isComplete()
                    ? ""
                    : String.format(
                        Locale.ROOT, "; %,d could not be removed", report.failureCount())),
            fields);
    return report.isComplete() ? Cairn.OK : Cairn.FAILED;
  }

  @Command(
      name = "stat",
      description = "Says how many blocks of its own, pins and mounts the repository has.")
  int stat() {
    return cairn()
        .withRepository(
            repository -> {
              long blocks = 0;
              long bytes = 0;
              Query query = Query.below(DatastoreBlockstore.BLOCKS).sizesOnly();
              try (Results results = repository.datastore().query(query)) {
                while (results.hasNext()) {
                  cairn().cancellation().check("count the blocks");
                  blocks++;
                  bytes += results.next().size().orElse(0);
                }
              }
              answer(repository, blocks, bytes);
              return Cairn.OK;
            });
  }

  private void answer(Repository repository, long blocks, long bytes) {
    OptionalLong disk =
        repository
            .datastore()
            .capability(DiskUsage.class)
            .map(usage -> OptionalLong.of(usage.diskUsage()))
            .orElse(OptionalLong.empty());
    long pins = countPins(repository);
    int mounts = repository.mounts().list().size();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("repository", repository.directory().toString());
    fields.put("blocks", blocks);
    fields.put("bytes", bytes);
    disk.ifPresent(size -> fields.put("bytesOnDisk", size));
    fields.put("pins", pins);
    fields.put("mounts", mounts);
    StringBuilder text = new StringBuilder();
    text.append("repository: ").append(repository.directory()).append('\n');
    text.append(String.format(Locale.ROOT, "blocks: %,d\nbytes: %,d\n", blocks, bytes));
    disk.ifPresent(size -> text.append(String.format(Locale.ROOT, "bytes on disk: %,d\n", size)));
    text.append(String.format(Locale.ROOT, "pins: %,d\nmounts: %d", pins, mounts));
    cairn().answer(text.toString(), fields);
  }

  private long countPins(Repository repository) {
    long count = 0;
    try (CloseableIterator<Pin> pins = repository.pins().list()) {
      while (pins.hasNext()) {
        cairn().cancellation().check("count the pins");
        pins.next();
        count++;
      }
    }
    return count;
  }

  @Command(
      name = "verify",
      description = {
        "Reads all blocks of the repository's own and checks their hashes.",
        "The exit code is 1 where a bad one is left."
      })
  int verify(
      @Option(
              names = "--repair",
              description = "Replace bad copies by good ones of the mounts, where there are any.")
          boolean repair) {
    return cairn()
        .withRepository(
            repository -> {
              BlockScrub scrub =
                  BlockScrub.of(Repository.BLOCKS)
                      .cancelledBy(cairn().cancellation())
                      .tellingOf(this::print);
              ScrubReport report =
                  repository.blocks().upkeep().scrub(repair ? scrub.repairing() : scrub);
              cairn().cancellation().check("verify the blocks");
              return answer(report);
            });
  }

  private void print(ScrubFinding finding) {
    String cid = Cid.rawOf(finding.multihash()).toString();
    String status = finding.found().status().name().toLowerCase(Locale.ROOT);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cid", cid);
    fields.put("status", status);
    finding.found().error().ifPresent(error -> fields.put("error", error.getMessage()));
    String text = cid + " " + status;
    if (finding.repair().isPresent()) {
      Repair repair = finding.repair().get();
      boolean repaired = repair.outcome() == Repair.Outcome.REPAIRED;
      fields.put("repaired", repaired);
      repair.source().ifPresent(source -> fields.put("from", source));
      text +=
          repaired
              ? " repaired" + repair.source().map(source -> " from " + source).orElse("")
              : " not repaired";
    }
    cairn().answer(text, fields);
  }

  private int answer(ScrubReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("blocks", report.blocks());
    fields.put("bytes", report.bytes());
    fields.put("corrupt", report.corrupt());
    fields.put("unreadable", report.unreadable());
    fields.put("repaired", report.repaired());
    cairn()
        .answer(
            String.format(
                Locale.ROOT,
                "verified %,d blocks, %,d bytes: %,d corrupt, %,d unreadable, %,d repaired",
                report.blocks(),
                report.bytes(),
                report.corrupt(),
                report.unreadable(),
                report.repaired()),
            fields);
    return report.isClean() ? Cairn.OK : Cairn.FAILED;
  }
}
