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
import dev.cairn.datastore.spec.Following;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.repo.RepositoryMount.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Blocks that lie outside the repository: those of another one, whose other stores stay closed
 * unless it is written to, or of an archive. Their hashes are not checked here; a {@link
 * dev.cairn.mount.MultiBlockstore} does that.
 *
 * @param blocks the blocks
 * @param held what keeps those away who would change them, or belongs to a follower; closed after
 *     the blocks
 */
record ElsewhereBlocks(Blockstore blocks, AutoCloseable held) implements AutoCloseable {

  /**
   * Opens the blocks at a path.
   *
   * @param home the repository that wants them, which is open
   * @throws dev.cairn.datastore.DatastoreLockedException if somebody has the repository open for
   *     writing, unless it is followed, or, where it is to be written to, at all
   * @throws DatastoreException if they cannot be opened; nothing stays open
   */
  static ElsewhereBlocks open(Path home, RepositoryMount mount, DatastoreDrivers drivers) {
    Path path = home.resolve(mount.path()).normalize();
    if (Files.isRegularFile(path)) {
      return ofArchive(path, mount.access());
    }
    if (Files.isDirectory(path)) {
      requireElsewhere(home, path);
      RepositoryConfig.requirePresent(path);
      return switch (mount.access()) {
        case READING -> locked(path, RepositoryLock.share(path), AccessMode.READ_ONLY, drivers);
        case WRITING -> locked(path, RepositoryLock.take(path), AccessMode.READ_WRITE, drivers);
        case FOLLOWING -> followed(path, FollowerFolder.in(home), drivers);
      };
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
    switch (access) {
      case READING -> {}
      case WRITING ->
          throw new DatastoreException(
              "the archive %s cannot be written to; mount it without `Writable`".formatted(file));
      case FOLLOWING ->
          throw new DatastoreException(
              "nobody writes to the archive %s while it is mounted; mount it without `Follow`"
                  .formatted(file));
    }
    CarOptions unchecked = CarOptions.builder().hashCheck(HashCheck.NONE).build();
    return new ElsewhereBlocks(CarBlockstore.open(file, unchecked), () -> {});
  }

  private static ElsewhereBlocks locked(
      Path directory, RepositoryLock lock, AccessMode mode, DatastoreDrivers drivers) {
    return open(
        lock,
        () -> {
          SpecTree tree = SpecTree.unmeasured(drivers, drivers::open);
          Spec spec = description(directory, drivers);
          DriverContext context = new DriverContext(directory, mode);
          return mode == AccessMode.READ_WRITE
              ? KeptElsewhere.in(tree.open(spec, context), directory)
              : tree.openBlocks(spec, context);
        });
  }

  private static ElsewhereBlocks followed(
      Path directory, FollowerFolder folder, DatastoreDrivers drivers) {
    List<Following> stores = new ArrayList<>();
    SpecTree tree =
        SpecTree.unmeasured(
            drivers,
            (leaf, context) -> {
              Following store = drivers.follow(leaf, context, folder.next());
              stores.add(store);
              return store;
            });
    return open(
        folder,
        () -> {
          Spec spec = description(directory, drivers);
          DriverContext context = new DriverContext(directory, AccessMode.READ_ONLY);
          return new FollowedBlockstore(tree.openBlocks(spec, context), stores);
        });
  }

  private static Spec description(Path directory, DatastoreDrivers drivers) {
    Spec spec = RepositoryConfig.read(directory).datastoreSpec();
    DiskSpecFile.check(directory, spec.where(), drivers.diskSpec(spec));
    return spec;
  }

  private static ElsewhereBlocks open(AutoCloseable held, Supplier<Blockstore> opening) {
    try {
      return new ElsewhereBlocks(opening.get(), held);
    } catch (RuntimeException | Error e) { // an engine without its native library throws an Error
      Closing.onFailure(e, List.of(held));
      throw e;
    }
  }

  @Override
  public void close() {
    Closing.all(List.of(blocks, held));
  }
}
