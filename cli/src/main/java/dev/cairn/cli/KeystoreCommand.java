package dev.cairn.cli;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.keystore.KeyspacePrefix;
import dev.cairn.keystore.KeystoreCheck;
import dev.cairn.keystore.KeystoreView;
import dev.cairn.keystore.PurgeResult;
import dev.cairn.keystore.Reset;
import dev.cairn.keystore.ResetDiff;
import dev.cairn.keystore.ResetResult;
import dev.cairn.keystore.ResettableKeystore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.Repository;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the node announces: the multihashes of its keystore. */
@Command(name = "keystore", description = "Shows and resets the set of multihashes to announce.")
final class KeystoreCommand extends Subcommands {

  @Command(
      name = "reset",
      description = {
        "Sets the keystore to the multihashes of a source, in a fresh store.",
        "Where that fails or is interrupted, the keystore keeps its set."
      })
  int reset(
      @Option(
              names = "--from",
              paramLabel = "SOURCE",
              defaultValue = "blocks",
              description =
                  "blocks, pins (all that they keep), a file with a CID a line, or - for standard"
                      + " input. Default: ${DEFAULT-VALUE}.")
          String source,
      @Option(
              names = "--diff",
              description = "Also list what was added (+) and removed (-), and count it.")
          boolean diff) {
    return cairn()
        .withRepository(
            repository -> {
              try (Reset reset = repository.keystore().reset()) {
                feed(reset, new ResetSource(source), repository);
                if (diff) {
                  try (ResetDiff difference = reset.commitAndCompare()) {
                    answer(difference);
                  }
                } else {
                  answer("reset to", reset.commit());
                }
              }
              return Cairn.OK;
            });
  }

  private void feed(Reset reset, ResetSource source, Repository repository) {
    try (Progress progress = progress("reset");
        CloseableIterator<Multihash> multihashes = source.open(repository, cairn(), progress)) {
      reset.feed(multihashes);
    }
  }

  private Progress progress(String task) {
    return Progress.ofBlocks(task, -1, cairn().terminal().err());
  }

  private void answer(ResetDiff difference) {
    print("+", "added", difference.added());
    print("-", "removed", difference.removed());
    ResetDiff.Counts counts = difference.counts();
    Map<String, Object> fields = fields(difference.result());
    fields.put("addedKeys", counts.added());
    fields.put("removedKeys", counts.removed());
    fields.put("unchangedKeys", counts.unchanged());
    cairn()
        .answer(
            String.format(
                Locale.ROOT,
                "reset to %,d keys in %s: %,d added, %,d removed, %,d unchanged",
                difference.result().after(),
                difference.result().generation(),
                counts.added(),
                counts.removed(),
                counts.unchanged()),
            fields);
  }

  private void print(String sign, String field, CloseableIterator<Multihash> multihashes) {
    try (multihashes) {
      while (multihashes.hasNext()) {
        cairn().cancellation().check("list what the reset changed; it is done");
        String cid = Cid.rawOf(multihashes.next()).toString();
        cairn().answer(sign + cid, Map.of(field, cid));
      }
    }
  }

  private void answer(String done, ResetResult result) {
    cairn()
        .answer(
            String.format(
                Locale.ROOT,
                "%s %,d keys (before: %,d) in %s; %,d bytes freed",
                done,
                result.after(),
                result.before(),
                result.generation(),
                result.bytesFreed().orElse(0)),
            fields(result));
  }

  private static Map<String, Object> fields(ResetResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("keys", result.after());
    fields.put("before", result.before());
    fields.put("generation", result.generation());
    result.bytesFreed().ifPresent(freed -> fields.put("bytesFreed", freed));
    return fields;
  }

  @Command(name = "stat", description = "Says how many keys there are, and what they take on disk.")
  int stat() {
    return cairn()
        .withRepository(
            repository -> {
              ResettableKeystore keystore = repository.keystore();
              long keys = keystore.size();
              long bytes = keystore.diskUsage().orElse(0);
              cairn()
                  .answer(
                      String.format(
                          Locale.ROOT,
                          "keys: %,d%ngeneration: %s%nbytes on disk: %,d",
                          keys,
                          keystore.generation(),
                          bytes),
                      Map.of("keys", keys, "generation", keystore.generation(), "bytes", bytes));
              return Cairn.OK;
            });
  }

  @Command(
      name = "get",
      description =
          "Lists the keys whose Kademlia id begins with these bits, as CIDs of codec raw.")
  int get(
      @Parameters(
              paramLabel = "PREFIX",
              defaultValue = "",
              description = "Bits, as 0110; where not given, all keys.")
          KeyspacePrefix prefix) {
    return cairn()
        .withRepository(
            repository -> {
              try (CloseableIterator<Multihash> keys = repository.keystore().get(prefix)) {
                while (keys.hasNext()) {
                  cairn().cancellation().check("list the keystore");
                  print(keys.next());
                }
              }
              return Cairn.OK;
            });
  }

  private void print(Multihash multihash) {
    String cid = Cid.rawOf(multihash).toString();
    cairn().answer(cid, Map.of("cid", cid, "multihash", multihash.toString()));
  }

  @Command(
      name = "count",
      description = "Counts the keys whose Kademlia id begins with these bits.")
  int count(
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "" + Long.MAX_VALUE,
              description = "Count no further than this.")
          long limit,
      @Parameters(
              paramLabel = "PREFIX",
              defaultValue = "",
              description = "Bits, as 0110; where not given, all keys.")
          KeyspacePrefix prefix) {
    return cairn()
        .withRepository(
            repository -> {
              long count = repository.keystore().countUpTo(prefix, limit);
              cairn()
                  .answer(
                      String.valueOf(count), Map.of("prefix", prefix.toString(), "count", count));
              return Cairn.OK;
            });
  }

  @Command(
      name = "verify",
      description = {
        "Reads all keys, and checks that each lies in its place and that they are counted right.",
        "The exit code is 1 where something is wrong; a reset mends it."
      })
  int verify() {
    return cairn()
        .withRepository(
            repository -> {
              try (Progress progress = progress("verify");
                  KeystoreView view = repository.keystore().snapshot()) {
                return answer(KeystoreCheck.of(view, cairn().cancellation(), progress::reached));
              }
            });
  }

  private int answer(KeystoreCheck check) {
    cairn()
        .answer(
            String.format(
                Locale.ROOT,
                "verified %,d keys: %,d misplaced; the keystore counts %,d",
                check.keys(),
                check.misplaced(),
                check.size()),
            Map.of("keys", check.keys(), "misplaced", check.misplaced(), "size", check.size()));
    return check.isClean() ? Cairn.OK : Cairn.FAILED;
  }

  @Command(name = "clear", description = "Removes all keys, in a fresh store.")
  int clear(
      @Option(
              names = "--all",
              description =
                  "Delete the keystore from the disk: every generation, of either layout, and what"
                      + " older versions left.")
          boolean all) {
    return cairn()
        .withRepositoryAsItLies(
            repository -> {
              if (all) {
                long freed = repository.deleteKeystore(cairn().cancellation());
                cairn()
                    .answer(
                        String.format(Locale.ROOT, "deleted the keystore; %,d bytes freed", freed),
                        Map.of("bytesFreed", freed));
              } else {
                try (Reset reset = repository.keystore().reset()) {
                  answer("reset to", reset.commit());
                }
              }
              return Cairn.OK;
            });
  }

  @Command(
      name = "purge-orphans",
      description =
          "Deletes the keys that older versions of Kubo left in the datastore, and frees their room.")
  int purgeOrphans() {
    return cairn()
        .withRepositoryAsItLies(
            repository -> {
              try (Progress progress = progress("purge")) {
                answer(repository.purgeOrphans(cairn().cancellation(), progress::reached));
              }
              return Cairn.OK;
            });
  }

  private void answer(PurgeResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("keys", result.keys());
    result.bytesFreed().ifPresent(freed -> fields.put("bytesFreed", freed));
    cairn()
        .answer(
            String.format(
                Locale.ROOT,
                "deleted %,d keys; %,d bytes freed",
                result.keys(),
                result.bytesFreed().orElse(0)),
            fields);
  }

  @Command(
      name = "import-kubo",
      description = "Moves the keystore that Kubo left to Cairn's own layout.")
  int importKubo() {
    return cairn()
        .withRepository(
            repository -> {
              answer("imported", repository.importKuboKeystore());
              return Cairn.OK;
            });
  }
}
