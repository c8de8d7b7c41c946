package dev.cairn.repo;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.car.CarBlockstore;
import dev.cairn.car.CarOptions;
import dev.cairn.car.HashCheck;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.datastore.spec.AccessMode;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.wrapper.Measurements;
import dev.cairn.repo.RepositoryMount.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Blocks that lie outside the repository: those of another one, whose other stores stay closed
 * unless it is written to, or of an archive. Their hashes are not checked here; a {@link
 * dev.cairn.mount.MultiBlockstore} does that.
 *
 * @param blocks the blocks
 * @param lock keeps those away who would change them; given up after the blocks are closed
 */
record ElsewhereBlocks(Blockstore blocks, AutoCloseable lock) implements AutoCloseable {

  /**
   * Opens the blocks at a path.
   *
   * @param home the repository that wants them
   * @throws dev.cairn.datastore.DatastoreLockedException if somebody has the repository open for
   *     writing, or, where it is to be written to, at all
   * @throws DatastoreException if they cannot be opened; nothing stays open
   */
  static ElsewhereBlocks open(Path home, RepositoryMount mount, DatastoreDrivers drivers) {
    Path path = home.resolve(mount.path()).normalize();
    if (Files.isRegularFile(path)) {
      return ofArchive(path, mount.access());
    }
    if (Files.isDirectory(path)) {
      requireElsewhere(home, path);
      return ofRepository(path, mount.access(), drivers);
    }
    throw new DatastoreException(
        "there is no repository and no archive at %s; check the path, and whether its disk is there"
            .formatted(path));
  }

  private static void requireElsewhere(Path home, Path path) {
    try {
      if (Files.isSameFile(home, path)) {
        throw new DatastoreException(
            "%s is the repository itself; mount another one".formatted(path));
      }
    } catch (IOException e) {
      throw IoFailures.wrap("cannot look at " + path, e);
    }
  }

  private static ElsewhereBlocks ofArchive(Path file, Access access) {
    if (access == Access.WRITING) {
      throw new DatastoreException(
          "the archive %s cannot be written to; mount it without `Writable`".formatted(file));
    }
    CarOptions unchecked = CarOptions.builder().hashCheck(HashCheck.NONE).build();
    return new ElsewhereBlocks(CarBlockstore.open(file, unchecked), () -> {});
  }

  private static ElsewhereBlocks ofRepository(
      Path directory, Access access, DatastoreDrivers drivers) {
    RepositoryConfig.requirePresent(directory);
    RepositoryLock lock =
        switch (access) {
          case READING -> RepositoryLock.share(directory);
          case WRITING -> RepositoryLock.take(directory);
        };
    try {
      Spec spec = RepositoryConfig.read(directory).datastoreSpec();
      DiskSpecFile.check(directory, spec.where(), drivers.diskSpec(spec));
      SpecTree tree = new SpecTree(drivers, name -> Measurements.NONE);
      Blockstore blocks =
          switch (access) {
            case READING ->
                tree.openBlocks(spec, new DriverContext(directory, AccessMode.READ_ONLY));
            case WRITING ->
                KeptElsewhere.in(tree.open(spec, DriverContext.at(directory)), directory);
          };
      return new ElsewhereBlocks(blocks, lock);
    } catch (RuntimeException | Error e) { // an engine without its native library throws an Error
      Closing.onFailure(e, List.of(lock));
      throw e;
    }
  }

  @Override
  public void close() {
    Closing.all(List.of(blocks, lock));
  }
}
