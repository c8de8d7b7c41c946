package dev.cairn.cli;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.gc.Pin;
import dev.cairn.gc.PinMode;
import dev.cairn.gc.PinOptions;
import dev.cairn.multiformats.Cid;
import dev.cairn.repo.Repository;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which blocks are kept. */
@Command(name = "pin", description = "Says which blocks are kept when the others are collected.")
final class PinCommand extends Subcommands {

  @Command(
      name = "add",
      description = {
        "Keeps blocks and all that they reach, in whichever mount that lies.",
        "Where some of it is missing, nothing is pinned."
      })
  int add(
      @Parameters(paramLabel = "CID", arity = "1..*", description = "The blocks.") List<Cid> cids,
      @Option(names = "--direct", description = "Keep the blocks alone, not what they link to.")
          boolean direct,
      @Option(names = "--name", paramLabel = "NAME", description = "What to call the pins.")
          @Nullable String name) {
    return cairn()
        .withRepository(
            repository -> {
              for (Cid cid : cids) {
                if (direct) {
                  requireNotRecursive(repository, cid);
                }
                try (Progress progress = Progress.ofBlocks("pin", -1, cairn().terminal().err())) {
                  print(
                      "pinned ",
                      repository
                          .pins()
                          .add(
                              cid,
                              options(direct, name)
                                  .reportingTo(progress::reached)
                                  .cancelledBy(cairn().cancellation())));
                }
              }
              return Cairn.OK;
            });
  }

  private static void requireNotRecursive(Repository repository, Cid cid) {
    if (repository.pins().get(cid).filter(pin -> pin.mode() == PinMode.RECURSIVE).isPresent()) {
      throw new DatastoreException(
          cid + " is pinned recursively, which keeps more than a direct pin; 'pin rm' it first");
    }
  }

  private static PinOptions options(boolean direct, @Nullable String name) {
    PinOptions options = direct ? PinOptions.direct() : PinOptions.recursive();
    return name == null ? options : options.named(name);
  }

  @Command(
      name = "rm",
      description = "Keeps blocks no longer on account of their own pins; deletes nothing.")
  int rm(
      @Parameters(paramLabel = "CID", arity = "1..*", description = "The pinned blocks.")
          List<Cid> cids) {
    return cairn()
        .withRepository(
            repository -> {
              for (Cid cid : cids) {
                Pin removed =
                    repository
                        .pins()
                        .remove(cid)
                        .orElseThrow(
                            () ->
                                new DatastoreException(
                                    "%s is not pinned; see which are with 'pin ls'"
                                        .formatted(cid)));
                print("unpinned ", removed);
              }
              return Cairn.OK;
            });
  }

  @Command(name = "ls", description = "Lists the pins: CID, recursive or direct, and the name.")
  int ls() {
    return cairn()
        .withRepository(
            repository -> {
              try (CloseableIterator<Pin> pins = repository.pins().list()) {
                while (pins.hasNext()) {
                  cairn().cancellation().check("list the pins");
                  print("", pins.next());
                }
              }
              return Cairn.OK;
            });
  }

  private void print(String before, Pin pin) {
    String mode = pin.mode() == PinMode.DIRECT ? "direct" : "recursive";
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cid", pin.cid().toString());
    fields.put("mode", mode);
    pin.name().ifPresent(name -> fields.put("name", name));
    String text =
        String.format(Locale.ROOT, "%s%s %s %s", before, pin.cid(), mode, pin.name().orElse(""));
    cairn().answer(text.stripTrailing(), fields);
  }
}
