package dev.cairn.repo;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.datastore.spec.DatastoreDrivers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The mounts behind the blocks of an open {@link Repository}, in the order of lookup, as its
 * configuration keeps them. Changes are durable when a call returns, and take effect when the
 * repository is opened next.
 *
 * <p>Any number of threads may call at once.
 */
public final class RepositoryMounts {

  private final Path directory;
  private final DatastoreDrivers drivers;
  private final ReentrantLock changing = new ReentrantLock();

  RepositoryMounts(Path directory, DatastoreDrivers drivers) {
    this.directory = directory;
    this.drivers = drivers;
  }

  /**
   * {@return the mounts in the order of lookup}
   *
   * @throws dev.cairn.datastore.spec.SpecException with everything that is wrong with them
   */
  public List<RepositoryMount> list() {
    return RepositoryConfig.read(directory).mounts();
  }

  /**
   * Adds a mount, to be asked after all others. Its blocks are opened once, to see that they can
   * be.
   *
   * @param mount what to add
   * @throws DatastoreException if its blocks cannot be opened
   * @throws dev.cairn.datastore.spec.SpecException if its name or its path is taken or cannot be
   *     one
   */
  public void add(RepositoryMount mount) {
    change(
        mounts -> {
          mounts.add(mount);
          requireUsable(mounts, mount);
        });
  }

  /**
   * Adds a mount, to be asked before another. Its blocks are opened once, to see that they can be.
   *
   * @param mount what to add
   * @param before the name of the other
   * @throws DatastoreException if there is no mount of that name, or the blocks cannot be opened
   * @throws dev.cairn.datastore.spec.SpecException if its name or its path is taken or cannot be
   *     one
   */
  public void add(RepositoryMount mount, String before) {
    change(
        mounts -> {
          mounts.add(indexOf(mounts, before), mount);
          requireUsable(mounts, mount);
        });
  }

  private void requireUsable(List<RepositoryMount> mounts, RepositoryMount added) {
    RepositoryConfig.read(directory).withMounts(mounts);
    ElsewhereBlocks.open(directory, added, drivers).close();
  }

  /**
   * Changes the order of lookup.
   *
   * @param name the name of a mount
   * @param before the name of the mount that it is asked before from now on
   * @throws DatastoreException if there is no mount of one of these names
   */
  public void move(String name, String before) {
    change(
        mounts -> {
          RepositoryMount moved = mounts.get(indexOf(mounts, name));
          indexOf(mounts, before);
          if (!name.equals(before)) {
            mounts.remove(moved);
            mounts.add(indexOf(mounts, before), moved);
          }
        });
  }

  /**
   * Takes a mount away; what lies there stays as it is.
   *
   * @param name the name of a mount
   * @throws DatastoreException if there is none of this name
   */
  public void remove(String name) {
    change(mounts -> mounts.remove(indexOf(mounts, name)));
  }

  private static int indexOf(List<RepositoryMount> mounts, String name) {
    for (int i = 0; i < mounts.size(); i++) {
      if (mounts.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new DatastoreException(
        "there is no mount '%s'; there are %s"
            .formatted(name, mounts.stream().map(RepositoryMount::name).toList()));
  }

  /** A change of the list. */
  @FunctionalInterface
  private interface Change {
    void applyTo(List<RepositoryMount> mounts);
  }

  /** Reads the file anew, so that what its owner wrote there meanwhile is kept. */
  private void change(Change change) {
    changing.lock();
    try {
      RepositoryConfig config = RepositoryConfig.read(directory);
      List<RepositoryMount> mounts = new ArrayList<>(config.mounts());
      change.applyTo(mounts);
      config.withMounts(mounts).write(directory);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot write the configuration of the repository " + directory, e);
    } finally {
      changing.unlock();
    }
  }

  /** {@return the repository whose mounts these are} */
  @Override
  public String toString() {
    return "mounts of the repository " + directory;
  }
}
