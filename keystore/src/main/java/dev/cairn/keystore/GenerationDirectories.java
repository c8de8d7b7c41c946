package dev.cairn.keystore;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Directories below one parent, each with a datastore. Who names them has checked the names.
 *
 * <p>A symbolic link in the place of such a directory is refused, and one inside it is deleted
 * without touching what it points to.
 */
final class GenerationDirectories {

  private final Path parent;
  private final Function<Path, ? extends Batching> opener;

  /**
   * Creates the parent where it does not exist.
   *
   * @throws DatastoreException if it cannot be created
   */
  GenerationDirectories(Path parent, Function<Path, ? extends Batching> opener) {
    this.parent = parent;
    this.opener = opener;
    try {
      Files.createDirectories(parent);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot create the directory of the keystore, " + parent, e);
    }
  }

  Path path(String name) {
    return parent.resolve(name);
  }

  /** Makes a directory with a new datastore; that they exist survives loss of power. */
  Batching create(String name) {
    Path directory = path(name);
    try {
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot create a generation of the keystore, " + directory, e);
    }
    Batching store = opener.apply(directory);
    try {
      DurableFiles.syncDirectory(parent);
      return store;
    } catch (IOException e) {
      DatastoreException failure =
          IoFailures.wrap("cannot make a new generation of the keystore durable, " + directory, e);
      Closing.onFailure(failure, List.of(store));
      throw failure;
    }
  }

  Batching open(String name) {
    Path directory = path(name);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatastoreException(
          "cannot open a generation of the keystore: %s is no directory (links are not followed)"
              .formatted(directory));
    }
    return opener.apply(directory);
  }

  /** Deletes a directory with all that is in it, and returns the bytes that were freed. */
  long destroy(String name) {
    Path directory = path(name);
    if (Files.isSymbolicLink(directory)) {
      throw new DatastoreException(
          "cannot delete a generation of the keystore: %s is a link, which Cairn did not make; remove it by hand"
              .formatted(directory));
    }
    try {
      return DurableFiles.deleteTree(directory);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot delete a generation of the keystore, " + directory, e);
    }
  }

  /** Returns the names of all that lies below the parent. */
  List<String> names() {
    try (Stream<Path> files = Files.list(parent)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw IoFailures.wrap("cannot list the generations of the keystore in " + parent, e);
    }
  }

  @Override
  public String toString() {
    return parent.toString();
  }
}
