package dev.cairn.datastore.spec;

import java.nio.file.Path;

/**
 * What a driver has to know besides the description.
 *
 * @param directory where relative paths of the description begin: the repository
 * @param mode what the store is opened for
 */
public record DriverContext(Path directory, AccessMode mode) {

  /**
   * {@return the context of stores below {@code directory} that are opened for reading and writing}
   *
   * @param directory where relative paths begin
   */
  public static DriverContext at(Path directory) {
    return new DriverContext(directory, AccessMode.READ_WRITE);
  }

  /**
   * {@return the path that a description means by {@code path}: relative ones begin at the
   * directory}
   *
   * @param path relative or absolute
   */
  public Path resolve(String path) {
    return directory.resolve(path).normalize();
  }
}
