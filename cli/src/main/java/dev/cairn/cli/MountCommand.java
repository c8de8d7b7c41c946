package dev.cairn.cli;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.mount.Stranded;
import dev.cairn.mount.Trust;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.Repository;
import dev.cairn.repo.RepositoryMount;
import dev.cairn.repo.RepositoryMount.Access;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The blocks of other repositories and of archives, behind those of this one. */
@Command(
    name = "mount",
    description = "Reads the blocks of other repositories and of archives behind one's own.")
final class MountCommand extends Subcommands {

  /** How the blocks of a mount are opened, where not for reading alone. */
  static final class Accesses {
    @Option(
        names = "--writable",
        description = "Let 'block rm --mount' delete there; nobody else can use it meanwhile.")
    private boolean writable;

    @Option(
        names = "--follow",
        description =
            "Read it beside the process that writes to it, where its engine can be followed"
                + " (RocksDB).")
    private boolean follow;

    private Access access() {
      if (writable) {
        return Access.WRITING;
      }
      return follow ? Access.FOLLOWING : Access.READING;
    }
  }

  @Command(
      name = "add",
      description = {
        "Mounts the blocks of another repository or of a CAR archive, to be looked up behind the"
            + " others.",
        "They are only read, and not a byte changes there, unless declared writable."
      })
  int add(
      @Parameters(paramLabel = "NAME", description = "What to call the mount.") String name,
      @Parameters(paramLabel = "PATH", description = "The repository, or the archive.") Path path,
      @Option(
              names = "--trusted",
              description = "What lies there need not be stored here when it is put.")
          boolean trusted,
      @ArgGroup @Nullable Accesses accesses,
      @Option(
              names = "--before",
              paramLabel = "NAME",
              description = "Look it up before this mount.")
          @Nullable String before) {
    RepositoryMount mount =
        RepositoryMount.of(name, path.toAbsolutePath().normalize().toString())
            .withTrust(trusted ? Trust.TRUSTED : Trust.UNTRUSTED)
            .withAccess(accesses == null ? Access.READING : accesses.access());
    return cairn()
        .withRepository(
            repository -> {
              if (before == null) {
                repository.mounts().add(mount);
              } else {
                repository.mounts().add(mount, before);
              }
              print("mounted ", mount);
              return Cairn.OK;
            });
  }

  @Command(name = "move", description = "Changes the order in which mounts are looked up.")
  int move(
      @Parameters(paramLabel = "NAME", description = "The mount.") String name,
      @Option(
              names = "--before",
              paramLabel = "NAME",
              required = true,
              description = "The mount that it is looked up before from now on.")
          String before) {
    return cairn()
        .withRepository(
            repository -> {
              repository.mounts().move(name, before);
              repository.mounts().list().forEach(mount -> print("", mount));
              return Cairn.OK;
            });
  }

  @Command(
      name = "ls",
      description = "Lists the mounts in the order of lookup: name, path, and how they are used.")
  int ls() {
    return cairn()
        .withRepository(
            repository -> {
              repository.mounts().list().forEach(mount -> print("", mount));
              return Cairn.OK;
            });
  }

  /** What becomes of a mount that has the only copies of pinned blocks. */
  static final class Strandings {
    @Option(names = "--rescue", description = "Copy them into the repository first.")
    private boolean rescue;

    @Option(names = "--force", description = "Take it away all the same, without a look.")
    private boolean force;
  }

  @Command(
      name = "rm",
      description = {
        "Takes a mount away; what lies there stays as it is.",
        "Refuses where pinned blocks have their only good copy there."
      })
  int rm(
      @Parameters(paramLabel = "NAME", description = "The mount.") String name,
      @ArgGroup @Nullable Strandings strandings) {
    return cairn()
        .withRepository(
            repository -> {
              long rescued = 0;
              if (strandings != null && strandings.force) {
                repository.mounts().remove(name);
              } else {
                Stranded stranded =
                    strandings != null && strandings.rescue ? Stranded.RESCUE : Stranded.REFUSE;
                rescued = repository.mounts().remove(name, stranded, cairn().cancellation());
              }
              cairn()
                  .answer(
                      "unmounted "
                          + name
                          + (rescued == 0 ? "" : ", after copying " + rescued + " blocks"),
                      Map.of("unmounted", name, "rescued", rescued));
              return Cairn.OK;
            });
  }

  private void print(String before, RepositoryMount mount) {
    boolean trusted = mount.trust() == Trust.TRUSTED;
    boolean writable = mount.access() == Access.WRITING;
    boolean followed = mount.access() == Access.FOLLOWING;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mount", mount.name());
    fields.put("path", mount.path());
    fields.put("trusted", trusted);
    fields.put("writable", writable);
    fields.put("followed", followed);
    cairn()
        .answer(
            before
                + mount.name()
                + " "
                + mount.path()
                + (trusted ? " trusted" : "")
                + (writable ? " writable" : "")
                + (followed ? " followed" : ""),
            fields);
  }

  @Command(
      name = "health",
      description = {
        "Says for each mount, the repository's own blocks first, whether it can be read.",
        "The exit code is 1 where one cannot."
      })
  int health() {
    return cairn()
        .withRepository(
            repository -> {
              boolean all = true;
              for (String name : repository.blocks().mounts()) {
                all &= isHealthy(repository, name);
              }
              return all ? Cairn.OK : Cairn.FAILED;
            });
  }

  /** Reads the first block's name, which needs the store itself. */
  private boolean isHealthy(Repository repository, String name) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mount", name);
    Blockstore store = repository.blocks().mount(name).orElseThrow();
    try (CloseableIterator<Multihash> listing = store.list()) {
      fields.put("status", "ok");
      cairn().answer(name + " ok" + (listing.hasNext() ? "" : " (no blocks)"), fields);
      return true;
    } catch (DatastoreException e) {
      fields.put("status", "down");
      fields.put("error", e.getMessage());
      cairn().answer(name + " down  " + Failures.onOneLine(e.getMessage()), fields);
      return false;
    }
  }
}
