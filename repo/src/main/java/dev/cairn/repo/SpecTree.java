package dev.cairn.repo;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.spec.Composition;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecValue;
import dev.cairn.datastore.wrapper.LoggingDatastore;
import dev.cairn.datastore.wrapper.MeasuredDatastore;
import dev.cairn.datastore.wrapper.Measurements;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.Mount;
import dev.cairn.mount.MountDatastore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Opens what a description composes: mounts, wrappers, and by the drivers the leaves. */
final class SpecTree {

  private final DatastoreDrivers drivers;
  private final Leaves leaves;
  private final Function<String, Measurements> measurements;

  /** How leaves are opened. */
  @FunctionalInterface
  interface Leaves {
    Datastore open(Spec leaf, DriverContext context);
  }

  /**
   * Opens stores.
   *
   * @param drivers open the leaves
   * @param measurements for each name under which a store is to be measured, what takes the numbers
   */
  SpecTree(DatastoreDrivers drivers, Function<String, Measurements> measurements) {
    this(drivers, drivers::open, measurements);
  }

  private SpecTree(
      DatastoreDrivers drivers, Leaves leaves, Function<String, Measurements> measurements) {
    this.drivers = drivers;
    this.leaves = leaves;
    this.measurements = measurements;
  }

  /**
   * {@return what opens stores that nobody measures, and the leaves in a way of its own}
   *
   * @param drivers know what a leaf may say
   * @param leaves opens the leaves
   */
  static SpecTree unmeasured(DatastoreDrivers drivers, Leaves leaves) {
    return new SpecTree(drivers, leaves, name -> Measurements.NONE);
  }

  /**
   * {@return the store that {@code spec} describes}
   *
   * @throws dev.cairn.datastore.spec.SpecException if it has mistakes; nothing was opened
   * @throws dev.cairn.datastore.DatastoreException if it cannot be opened; nothing stays open
   */
  Datastore open(Spec spec, DriverContext context) {
    drivers.check(spec).requireUsable();
    return openChecked(spec, context);
  }

  private Datastore openChecked(Spec spec, DriverContext context) {
    Optional<Composition> composition = Composition.of(spec);
    if (composition.isEmpty()) {
      return leaves.open(spec, context);
    }
    return switch (composition.get()) {
      case MOUNT -> openMounts(spec, context);
      case MEASURE -> openMeasured(spec, context);
      case LOG -> new LoggingDatastore(openChild(spec, context), spec.text(Composition.NAME));
    };
  }

  private Datastore openMeasured(Spec spec, DriverContext context) {
    Measurements taker = measurements.apply(spec.text(Composition.PREFIX));
    return MeasuredDatastore.around(openChild(spec, context), taker);
  }

  private Datastore openChild(Spec spec, DriverContext context) {
    return openChecked(spec.child(Composition.CHILD), context);
  }

  private Datastore openMounts(Spec spec, DriverContext context) {
    List<Mount> mounts = new ArrayList<>();
    try {
      for (Spec child : spec.children(Composition.MOUNTS)) {
        mounts.add(new Mount(mountpoint(child), openChecked(child, context)));
      }
      return MountDatastore.of(mounts);
    } catch (RuntimeException | Error e) { // an engine without its native library throws an Error
      Closing.onFailure(e, mounts.stream().map(Mount::datastore).toList());
      throw e;
    }
  }

  /**
   * {@return the blocks of what {@code spec} describes, whose other stores stay closed; nothing
   * measures or logs them}
   *
   * @throws dev.cairn.datastore.spec.SpecException if it has mistakes, or no place for blocks;
   *     nothing was opened
   * @throws dev.cairn.datastore.DatastoreException if they cannot be opened; nothing stays open
   */
  Blockstore openBlocks(Spec spec, DriverContext context) {
    drivers.check(spec).requireUsable();
    return openBlocks(spec, context, DatastoreBlockstore.BLOCKS);
  }

  private Blockstore openBlocks(Spec spec, DriverContext context, Key prefix) {
    Optional<Composition> composition = Composition.of(spec);
    if (composition.isEmpty()) {
      return DatastoreBlockstore.on(leaves.open(spec, context), prefix);
    }
    return switch (composition.get()) {
      case MOUNT -> openBlocksOfMounts(spec, context, prefix);
      case MEASURE, LOG -> openBlocks(spec.child(Composition.CHILD), context, prefix);
    };
  }

  private Blockstore openBlocksOfMounts(Spec spec, DriverContext context, Key prefix) {
    List<Spec> children = spec.children(Composition.MOUNTS);
    Optional<Spec> owner =
        children.stream()
            .filter(child -> holds(mountpoint(child), prefix))
            .max(Comparator.comparing(SpecTree::mountpoint));
    List<Spec> nested =
        children.stream().filter(child -> prefix.isAncestorOf(mountpoint(child))).toList();
    if (nested.isEmpty()) {
      Spec only =
          owner.orElseThrow(
              () -> new SpecException(spec.where().text(), "no store is mounted for " + prefix));
      return openBlocks(only, context, prefix.relativeTo(mountpoint(only)));
    }
    List<Spec> needed = new ArrayList<>(nested);
    owner.ifPresent(needed::add);
    SpecValue.Items mounts =
        new SpecValue.Items(needed.stream().map(child -> (SpecValue) child.fields()).toList());
    Spec pruned = spec.with(Composition.MOUNTS, mounts);
    return DatastoreBlockstore.on(openMounts(pruned, context), prefix);
  }

  private static boolean holds(Key mountpoint, Key prefix) {
    return mountpoint.equals(prefix) || mountpoint.isAncestorOf(prefix);
  }

  private static Key mountpoint(Spec child) {
    return Key.of(child.text(Composition.MOUNTPOINT));
  }

  /**
   * {@return the leaf that describes the store at {@code /}, through mounts and wrappers; nothing
   * where nothing is mounted there}
   */
  static Optional<Spec> rootLeaf(Spec spec) {
    Optional<Composition> composition = Composition.of(spec);
    if (composition.isEmpty()) {
      return Optional.of(spec);
    }
    return switch (composition.get()) {
      case MOUNT ->
          spec.children(Composition.MOUNTS).stream()
              .filter(child -> mountpoint(child).isRoot())
              .findFirst()
              .flatMap(SpecTree::rootLeaf);
      case MEASURE, LOG -> rootLeaf(spec.child(Composition.CHILD));
    };
  }
}
