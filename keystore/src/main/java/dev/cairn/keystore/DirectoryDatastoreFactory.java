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
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Datastores of which each has a directory of its own below one parent; destroying one is deleting
 * its directory.
 *
 * <p>A symbolic link in the place of such a directory is refused, and one inside it is deleted
 * without touching what it points to.
 */
public final class DirectoryDatastoreFactory implements DatastoreFactory {

  private final Path parent;
  private final Function<Path, ? extends Batching> opener;

  /**
   * Creates a factory.
   *
   * @param parent where the directories lie; created where it does not exist
   * @param opener opens the datastore in a directory that exists, and makes it where the directory
   *     is empty
   * @throws DatastoreException if the parent cannot be created
   */
  public DirectoryDatastoreFactory(Path parent, Function<Path, ? extends Batching> opener) {
    this.parent = parent;
    this.opener = opener;
    try {
      Files.createDirectories(parent);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot create the directory of the keystore, " + parent, e);
    }
  }

  @Override
  public Batching create(String name) {
    Path directory = directory(name);
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

  @Override
  public Batching open(String name) {
    Path directory = directory(name);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatastoreException(
          "cannot open a generation of the keystore: %s is no directory (links are not followed)"
              .formatted(directory));
    }
    return opener.apply(directory);
  }

  @Override
  public long destroy(String name) {
    Path directory = directory(name);
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

  @Override
  public Optional<Scratch> scratch(String name) {
    return Optional.of(Scratch.in(directory(name).resolve("sorting")));
  }

  @Override
  public List<String> names() {
    try (Stream<Path> files = Files.list(parent)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> GenerationName.parse(name).isPresent())
          .toList();
    } catch (IOException e) {
      throw IoFailures.wrap("cannot list the generations of the keystore in " + parent, e);
    }
  }

  private Path directory(String name) {
    return parent.resolve(GenerationName.check(name));
  }

  @Override
  public String toString() {
    return parent.toString();
  }
}
