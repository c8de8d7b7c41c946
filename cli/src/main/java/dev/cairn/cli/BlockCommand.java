package dev.cairn.cli;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.mount.Duplicate;
import dev.cairn.mount.Location;
import dev.cairn.mount.Removal;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.HashFunction;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.Repository;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Single blocks. */
@Command(name = "block", description = "Reads, writes and finds single blocks.")
final class BlockCommand extends Subcommands {

  @Command(name = "get", description = "Writes exactly the bytes of a block to standard output.")
  int get(@Parameters(paramLabel = "CID", description = "The block.") Cid cid) {
    return cairn()
        .withRepository(
            repository -> {
              Block block = require(repository, cid);
              cairn().terminal().write(block.buffer());
              return Cairn.OK;
            });
  }

  @Command(
      name = "has",
      description = "Says true or false for each CID; the exit code is 1 where one is false.")
  int has(
      @Parameters(paramLabel = "CID", arity = "1..*", description = "The blocks.") List<Cid> cids) {
    return cairn()
        .withRepository(
            repository -> {
              boolean all = true;
              for (Cid cid : cids) {
                boolean has = repository.blocks().has(cid);
                String text = cids.size() == 1 ? String.valueOf(has) : cid + " " + has;
                cairn().answer(text, Map.of("cid", cid.toString(), "has", has));
                all &= has;
              }
              return all ? Cairn.OK : Cairn.FAILED;
            });
  }

  @Command(name = "stat", description = "Says how many bytes a block has.")
  int stat(@Parameters(paramLabel = "CID", description = "The block.") Cid cid) {
    return cairn()
        .withRepository(
            repository -> {
              long size = repository.blocks().size(cid).orElseThrow(() -> absent(repository, cid));
              cairn()
                  .answer(
                      "Key: " + cid + "\nSize: " + size,
                      Map.of("cid", cid.toString(), "size", size));
              return Cairn.OK;
            });
  }

  @Command(
      name = "put",
      description = "Stores standard input as a block, durably, and prints its CID.")
  int put(
      @Option(
              names = "--cid-codec",
              defaultValue = "raw",
              description = "The codec of the CID (default: ${DEFAULT-VALUE}).")
          String codec,
      @Option(
              names = "--mhtype",
              defaultValue = "sha2-256",
              description = "The hash function (default: ${DEFAULT-VALUE}).")
          String function)
      throws IOException {
    long code = codecNamed(codec);
    HashFunction hash = hashNamed(function);
    byte[] data = cairn().terminal().in().readAllBytes();
    Cid cid = Cid.v1(code, Multihash.digest(hash, data));
    return cairn()
        .withRepository(
            repository -> {
              repository.blocks().put(Block.wrapUnverified(cid, data));
              repository.blocks().sync();
              cairn().answer(cid.toString(), Map.of("cid", cid.toString(), "size", data.length));
              return Cairn.OK;
            });
  }

  @Command(
      name = "rm",
      description = {
        "Removes blocks from the repository's own blockstore, or from a mount, and says for each"
            + " DELETED, ABSENT, STILL_IN and the mounts that hold it, or UNKNOWN and the mounts"
            + " that cannot say.",
        "A pinned block is removed only where another mount holds a good copy; where one of several"
            + " cannot go, none does."
      })
  int rm(
      @Parameters(paramLabel = "CID", arity = "1..*", description = "The blocks.") List<Cid> cids,
      @Option(
              names = "--mount",
              paramLabel = "NAME",
              description = "Remove the copies in this mount, which was declared writable.")
          @Nullable String mount,
      @Option(
              names = {"-f", "--force"},
              description = "Take no notice of blocks that are not there.")
          boolean force) {
    return cairn()
        .withRepository(
            repository -> {
              String from = mount == null ? Repository.BLOCKS : mount;
              List<Removal> removals =
                  repository.collector().removeBlocks(cids, from, cairn().cancellation());
              boolean all = true;
              for (int i = 0; i < cids.size(); i++) {
                print(cids.get(i), removals.get(i));
                all &= removals.get(i).removed() || force;
              }
              repository.blocks().mount(from).ifPresent(Blockstore::sync);
              return all ? Cairn.OK : Cairn.FAILED;
            });
  }

  private void print(Cid cid, Removal removal) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cid", cid.toString());
    fields.put("outcome", removal.outcome().name());
    fields.put("removed", removal.removed());
    fields.put("mounts", removal.mounts());
    fields.put("unknown", removal.unknown());
    List<String> named = removal.mounts().isEmpty() ? removal.unknown() : removal.mounts();
    cairn()
        .answer(
            (cid + " " + removal.outcome() + " " + String.join(" ", named)).stripTrailing(),
            fields);
  }

  @Command(
      name = "ls",
      description = "Lists all blocks, as CIDs of codec raw: the codec is not kept with a block.")
  int ls() {
    return cairn()
        .withRepository(
            repository -> {
              try (CloseableIterator<Multihash> all = repository.blocks().list()) {
                while (all.hasNext()) {
                  String cid = Cid.rawOf(all.next()).toString();
                  cairn().answer(cid, Map.of("cid", cid));
                }
              }
              return Cairn.OK;
            });
  }

  @Command(
      name = "locate",
      description = "Says for each mount whether it holds a block, after reading and checking it.")
  int locate(@Parameters(paramLabel = "CID", description = "The block.") Cid cid) {
    return cairn()
        .withRepository(
            repository -> {
              repository.blocks().locate(cid).forEach(this::print);
              return Cairn.OK;
            });
  }

  @Command(
      name = "dups",
      description = "Lists the blocks that lie in more than one mount: CID, bytes, mounts.")
  int dups(
      @Option(
              names = "--between",
              paramLabel = "NAME",
              split = ",",
              description = "Only those in both of two mounts, as --between /blocks,archive.")
          @Nullable List<String> between) {
    if (between != null && between.size() != 2) {
      throw wrongUsage("name two mounts: --between /blocks,archive");
    }
    return cairn()
        .withRepository(
            repository -> {
              long blocks = 0;
              long bytes = 0;
              try (CloseableIterator<Duplicate> all = duplicates(repository, between)) {
                while (all.hasNext()) {
                  cairn().cancellation().check("look for duplicates");
                  Duplicate duplicate = all.next();
                  print(duplicate);
                  blocks++;
                  bytes += duplicate.spareBytes();
                }
              }
              cairn()
                  .answer(
                      String.format(Locale.ROOT, "%,d blocks, %,d bytes to spare", blocks, bytes),
                      Map.of("blocks", blocks, "spareBytes", bytes));
              return Cairn.OK;
            });
  }

  private static CloseableIterator<Duplicate> duplicates(
      Repository repository, @Nullable List<String> between) {
    return between == null
        ? repository.blocks().upkeep().duplicates()
        : repository.blocks().upkeep().duplicates(between.get(0), between.get(1));
  }

  private void print(Duplicate duplicate) {
    String cid = Cid.rawOf(duplicate.multihash()).toString();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cid", cid);
    fields.put("size", duplicate.size());
    fields.put("mounts", duplicate.mounts());
    cairn()
        .answer(cid + " " + duplicate.size() + " " + String.join(" ", duplicate.mounts()), fields);
  }

  private void print(Location location) {
    String status = location.status().name().toLowerCase(Locale.ROOT);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mount", location.name());
    fields.put("status", status);
    location.size().ifPresent(size -> fields.put("size", size));
    String error = location.error().map(Throwable::getMessage).orElse("");
    if (!error.isEmpty()) {
      fields.put("error", error);
    }
    cairn().answer((location.name() + " " + status + "  " + error).strip(), fields);
  }

  private static Block require(Repository repository, Cid cid) {
    return repository.blocks().get(cid).orElseThrow(() -> absent(repository, cid));
  }

  private static DatastoreException absent(Repository repository, Cid cid) {
    return new DatastoreException(
        "block not found: %s is not in %s; import the CAR that holds it, or put it"
            .formatted(cid, repository));
  }

  private long codecNamed(String name) {
    return Multicodec.find(name)
        .filter(codec -> codec.tag().equals(Multicodec.TAG_IPLD))
        .map(Multicodec::code)
        .orElseThrow(
            () ->
                wrongUsage(
                    "there is no codec '"
                        + name
                        + "'; use a name of the multicodec table, as raw"));
  }

  private HashFunction hashNamed(String name) {
    return HashFunction.find(name)
        .orElseThrow(
            () ->
                wrongUsage(
                    "there is no hash function '"
                        + name
                        + "'; use a name of the multicodec table, as sha2-256"));
  }
}
