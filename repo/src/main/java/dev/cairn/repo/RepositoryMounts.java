package dev.cairn.repo;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.gc.Collector;
import dev.cairn.gc.Pins;
import dev.cairn.mount.AuxStore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.Stranded;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.RepositoryMount.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The mounts behind the blocks of an open {@link Repository}, in the order of lookup, as its
 * configuration keeps them. Changes take effect at once, and are durable when a call returns.
 *
 * <p>Any number of threads may call at once.
 */
public final class RepositoryMounts {

  private final Path directory;
  private final DatastoreDrivers drivers;
  private final MultiBlockstore blocks;
  private final Pins pins;
  private final Collector collector;
  private final Lifecycle lifecycle;
  private final ReentrantLock changing = new ReentrantLock();

  RepositoryMounts(
      Path directory,
      DatastoreDrivers drivers,
      MultiBlockstore blocks,
      Pins pins,
      Collector collector) {
    this.directory = directory;
    this.drivers = drivers;
    this.blocks = blocks;
    this.pins = pins;
    this.collector = collector;
    this.lifecycle = new Lifecycle("the repository " + directory);
  }

  /** {@return the blocks of a mount, opened now or as soon as they can be} */
  static AuxStore aux(Path directory, RepositoryMount mount, DatastoreDrivers drivers) {
    return aux(
        mount,
        new MountedBlockstore(
            mount.name(),
            () -> open(directory, mount, drivers, before(directory, mount)),
            Clock.systemUTC()));
  }

  private static List<RepositoryMount> before(Path directory, RepositoryMount mount) {
    return RepositoryConfig.read(directory).mounts().stream()
        .takeWhile(other -> !other.name().equals(mount.name()))
        .toList();
  }

  /** Opens the blocks of a mount, but no second time what lies at the place of another. */
  private static ElsewhereBlocks open(
      Path directory,
      RepositoryMount mount,
      DatastoreDrivers drivers,
      List<RepositoryMount> others) {
    Path place = directory.resolve(mount.path());
    for (RepositoryMount other : others) {
      if (!other.name().equals(mount.name()) && isSame(place, directory.resolve(other.path()))) {
        throw new DatastoreException(
            "%s is the same place as %s, which is mounted as '%s'; it is mounted once"
                .formatted(place, other.path(), other.name()));
      }
    }
    return ElsewhereBlocks.open(directory, mount, drivers);
  }

  /**
   * {@return whether two paths lead to one place, by whatever links; not where one leads nowhere}
   */
  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private static AuxStore aux(RepositoryMount mount, MountedBlockstore store) {
    AuxStore aux = AuxStore.of(mount.name(), store).trust(mount.trust());
    return mount.access() == Access.WRITING ? aux.writable() : aux;
  }

  /**
   * {@return the mounts in the order of lookup}
   *
   * @throws dev.cairn.datastore.spec.SpecException with everything that is wrong with them
   */
  public List<RepositoryMount> list() {
    lifecycle.enter();
    try {
      return RepositoryConfig.read(directory).mounts();
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * Adds a mount, to be asked after all others.
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
          return opened(mount, mounts, blocks::add);
        });
  }

  /**
   * Adds a mount, to be asked before another.
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
          return opened(mount, mounts, aux -> blocks.add(aux, before));
        });
  }

  /** Opens the blocks of a mount, which are then added, or closed where something else fails. */
  private Effect opened(
      RepositoryMount mount, List<RepositoryMount> mounts, Consumer<AuxStore> adding) {
    RepositoryConfig.read(directory).withMounts(mounts);
    ElsewhereBlocks there = open(directory, mount, drivers, mounts);
    MountedBlockstore store =
        MountedBlockstore.opened(
            mount.name(),
            there,
            () -> open(directory, mount, drivers, before(directory, mount)),
            Clock.systemUTC());
    return new Effect() {
      @Override
      public void happen() {
        adding.accept(aux(mount, store));
      }

      @Override
      public void close() {
        store.close();
      }
    };
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
          if (name.equals(before)) {
            return () -> {};
          }
          mounts.remove(moved);
          mounts.add(indexOf(mounts, before), moved);
          return () -> blocks.move(name, before);
        });
  }

  /**
   * Takes a mount away, whatever is pinned there; what lies there stays as it is. Its blocks are
   * closed when the reads that use them have ended.
   *
   * @param name the name of a mount
   * @throws DatastoreException if there is none of this name
   */
  public void remove(String name) {
    change(
        mounts -> {
          mounts.remove(indexOf(mounts, name));
          return () -> blocks.unmount(name);
        });
  }

  /**
   * Takes a mount away as {@link #remove(String)} does, unless pinned blocks were lost with it. No
   * collection and no removal runs meanwhile.
   *
   * @param name the name of a mount
   * @param stranded what to do with blocks that are pinned, or that pinned ones reach, and of which
   *     no other mount has a good copy
   * @param cancellation ends the look at them; the mount stays then
   * @return how many blocks were copied into the repository
   * @throws dev.cairn.mount.StrandedBlocksException if there are such blocks, and {@link
   *     Stranded#REFUSE} was asked; the mount stays
   * @throws DatastoreException if there is none of this name, or it cannot be read; the mount stays
   */
  public long remove(String name, Stranded stranded, CancellationToken cancellation) {
    lifecycle.enter();
    try {
      indexOf(RepositoryConfig.read(directory).mounts(), name);
      return removeExclusively(name, stranded, cancellation.or(lifecycle::isClosed));
    } catch (CancelledException e) {
      throw lifecycle.isClosed() ? lifecycle.closedException() : e;
    } finally {
      lifecycle.exit();
    }
  }

  private long removeExclusively(String name, Stranded stranded, CancellationToken cancellation) {
    AtomicLong rescued = new AtomicLong();
    collector.exclusively(
        "taking the mount '" + name + "' away",
        cancellation,
        () -> {
          try (CloseableIterator<Multihash> kept = pins.listKept(cancellation)) {
            rescued.set(blocks.unmount(name, kept, stranded));
          }
        });
    changeOpen(
        mounts -> {
          mounts.remove(indexOf(mounts, name));
          return () -> {};
        });
    return rescued.get();
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

  /** A change of the list; what it returns is done when the list is written. */
  @FunctionalInterface
  private interface Change {
    Effect applyTo(List<RepositoryMount> mounts);
  }

  /** What a change of the configuration does to the open repository. */
  @FunctionalInterface
  private interface Effect extends AutoCloseable {

    void happen();

    /** Lets it be. */
    @Override
    default void close() {}
  }

  private void change(Change change) {
    lifecycle.enter();
    try {
      changeOpen(change);
    } finally {
      lifecycle.exit();
    }
  }

  /** Reads the file anew, so that what its owner wrote there meanwhile is kept. */
  private void changeOpen(Change change) {
    changing.lock();
    try {
      RepositoryConfig config = RepositoryConfig.read(directory);
      List<RepositoryMount> mounts = new ArrayList<>(config.mounts());
      Effect effect = change.applyTo(mounts);
      try {
        config.withMounts(mounts).write(directory);
        effect.happen();
      } catch (IOException | RuntimeException | Error e) {
        Closing.onFailure(e, List.<AutoCloseable>of(effect, () -> config.write(directory)));
        throw e;
      }
    } catch (IOException e) {
      throw IoFailures.wrap("cannot write the configuration of the repository " + directory, e);
    } finally {
      changing.unlock();
    }
  }

  /**
   * Refuses changes from now on, and waits for those in progress; a look at pinned blocks ends. The
   * blocks of the mounts are closed with those of the repository.
   */
  void close() {
    lifecycle.close(() -> {});
  }

  /** {@return the repository whose mounts these are} */
  @Override
  public String toString() {
    return "mounts of the repository " + directory;
  }
}
