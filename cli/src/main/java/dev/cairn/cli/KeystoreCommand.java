package dev.cairn.cli;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.keystore.KeyspacePrefix;
import dev.cairn.keystore.PurgeResult;
import dev.cairn.keystore.ResetResult;
import dev.cairn.keystore.ResettableKeystore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the node announces: the multihashes of its keystore. */
@Command(name = "keystore", description = "Shows and resets the set of multihashes to announce.")
final class KeystoreCommand extends Subcommands {

  @Command(
      name = "reset",
      description = "Sets the keystore to the multihashes of all blocks, in a fresh store.")
  int reset() {
    return cairn()
        .withRepository(
            repository -> {
              ResettableKeystore keystore = repository.keystore();
              answer("reset to", keystore.resetFrom(repository.blocks()::list));
              return Cairn.OK;
            });
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
                keys.forEachRemaining(this::print);
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
              PurgeResult result = repository.purgeOrphans(CancellationToken.never(), keys -> {});
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
              return Cairn.OK;
            });
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

  private void answer(String done, ResetResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("keys", result.after());
    fields.put("before", result.before());
    fields.put("generation", result.generation());
    result.bytesFreed().ifPresent(freed -> fields.put("bytesFreed", freed));
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
            fields);
  }

  private void print(Multihash multihash) {
    String cid = Cid.rawOf(multihash).toString();
    cairn().answer(cid, Map.of("cid", cid, "multihash", multihash.toString()));
  }
}
