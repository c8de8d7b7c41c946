package dev.cairn.keystore;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What lies in a repository's {@code provider-keystore}, to be looked at or deleted while no
 * keystore is open there.
 *
 * @param path the directory, which need not exist
 */
public record KeystoreDirectory(Path path) {

  /** How a keystore lies in a directory. */
  public enum Layout {
    /** {@code meta} and {@code gen-<n>}. */
    CAIRN,
    /** {@code 0} or {@code 1}, and the marker in the shared datastore. */
    KUBO
  }

  /**
   * {@return the layout of what lies there, or nothing where there is no keystore} Where both are,
   * as after a move to Cairn's layout that was not completed, it is Cairn's.
   */
  public Optional<Layout> layout() {
    if (Files.exists(path.resolve(KuboKeystore.OWN_MARKER))) {
      return Optional.of(Layout.CAIRN);
    }
    return KuboKeystore.isIn(path) ? Optional.of(Layout.KUBO) : Optional.empty();
  }

  /**
   * {@return the names of the directories that hold a generation, of either layout, in order}
   *
   * @throws DatastoreException if the directory cannot be read
   */
  public List<String> generations() {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> file.getFileName().toString())
          .filter(KeystoreDirectory::isGeneration)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw IoFailures.wrap("cannot list the generations of the keystore in " + path, e);
    }
  }

  private static boolean isGeneration(String name) {
    return KuboDirectories.NAMES.contains(name) || GenerationName.parse(name).isPresent();
  }

  /**
   * {@return the name of the directory with the generation in force, or nothing where there is
   * none}
   *
   * @param shared the repository's datastore, which holds the marker of Kubo's layout
   * @throws CorruptDataException if the marker is damaged
   * @throws dev.cairn.datastore.DatastoreLockedException if the keystore is open
   */
  public Optional<String> inForce(Datastore shared) {
    Optional<Layout> layout = layout();
    if (layout.isEmpty()) {
      return Optional.empty();
    }
    String name =
        layout.get() == Layout.KUBO
            ? KuboDirectories.NAMES.get(KuboMarker.placeIn(shared))
            : ofCairn().orElse("");
    return generations().contains(name) ? Optional.of(name) : Optional.empty();
  }

  private Optional<String> ofCairn() {
    try (FileMarker marker = FileMarker.open(path.resolve(KuboKeystore.OWN_MARKER))) {
      OptionalLong number = marker.read();
      return number.isEmpty() || number.getAsLong() == Generations.NONE
          ? Optional.empty()
          : Optional.of(GenerationName.of(number.getAsLong()));
    }
  }

  /**
   * Deletes every generation, of both layouts, and what says which is in force. Where it fails or
   * dies on the way, it can be done again.
   *
   * @param shared the repository's datastore, which holds the marker of Kubo's layout
   * @return the bytes that were freed
   * @throws dev.cairn.datastore.DatastoreLockedException if the keystore is open
   * @throws DatastoreException if some of it cannot be deleted
   */
  public long deleteAll(Datastore shared) {
    Optional<Layout> layout = layout();
    if (layout.isEmpty()) {
      return 0;
    }
    GenerationDirectories directories =
        new GenerationDirectories(
            path,
            none -> {
              throw new IllegalStateException("nothing is opened to be deleted");
            });
    return layout.get() == Layout.KUBO
        ? deleteKubos(directories, shared)
        : deleteCairns(directories);
  }

  private long deleteKubos(GenerationDirectories directories, Datastore shared) {
    shared.delete(KuboMarker.KEY);
    shared.sync(KuboMarker.KEY);
    return deleteGenerations(directories);
  }

  /** The marker says first that there is no generation, so that what is left is swept. */
  private long deleteCairns(GenerationDirectories directories) {
    long freed;
    try (FileMarker marker = FileMarker.open(path.resolve(KuboKeystore.OWN_MARKER))) {
      marker.write(Generations.NONE);
      freed = deleteGenerations(directories);
    }
    return freed + directories.destroy(KuboKeystore.OWN_MARKER);
  }

  private long deleteGenerations(GenerationDirectories directories) {
    return generations().stream().mapToLong(directories::destroy).sum();
  }
}
