package dev.cairn.keystore;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Datastores of which each has a directory of its own below one parent; destroying one is deleting
 * its directory.
 *
 * <p>A symbolic link in the place of such a directory is refused, and one inside it is deleted
 * without touching what it points to.
 */
public final class DirectoryDatastoreFactory implements DatastoreFactory {

  private final GenerationDirectories directories;

  /**
   * Creates a factory.
   *
   * @param parent where the directories lie; created where it does not exist
   * @param opener opens the datastore in a directory that exists, and makes it where the directory
   *     is empty
   * @throws DatastoreException if the parent cannot be created
   */
  public DirectoryDatastoreFactory(Path parent, Function<Path, ? extends Batching> opener) {
    this.directories = new GenerationDirectories(parent, opener);
  }

  @Override
  public Batching create(String name) {
    return directories.create(GenerationName.check(name));
  }

  @Override
  public Batching open(String name) {
    return directories.open(GenerationName.check(name));
  }

  @Override
  public long destroy(String name) {
    return directories.destroy(GenerationName.check(name));
  }

  @Override
  public Optional<Scratch> scratch(String name) {
    return Optional.of(Scratch.in(directories.path(GenerationName.check(name)).resolve("sorting")));
  }

  @Override
  public List<String> names() {
    return directories.names().stream()
        .filter(name -> GenerationName.parse(name).isPresent())
        .toList();
  }

  @Override
  public String toString() {
    return directories.toString();
  }
}
