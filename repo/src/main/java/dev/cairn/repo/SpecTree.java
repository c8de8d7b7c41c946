package dev.cairn.repo;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.spec.DatastoreDriver;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecValue;
import dev.cairn.mount.Mount;
import dev.cairn.mount.MountDatastore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kubo's compositions of datastores: {@code mount}, whose children lie under mountpoints, and
 * {@code measure} and {@code log}, which stand around a {@code child} and are passed through. All
 * other types are leaves, for the drivers.
 */
final class SpecTree {

  private static final Logger LOGGER = LoggerFactory.getLogger(SpecTree.class);

  private static final String MOUNT = "mount";
  private static final String MOUNTPOINT = "mountpoint";
  private static final Set<String> WRAPPERS = Set.of("measure", "log");

  /** Fields that Kubo writes beside those of a driver: the child's place, and a metric's name. */
  private static final Set<String> FIELDS_OF_COMPOSITION = Set.of("type", MOUNTPOINT, "prefix");

  private final DatastoreDrivers drivers;

  SpecTree(DatastoreDrivers drivers) {
    this.drivers = drivers;
  }

  /**
   * {@return the store that {@code spec} describes}
   *
   * @throws dev.cairn.datastore.DatastoreException if it cannot be opened; nothing stays open
   */
  Datastore open(Spec spec, DriverContext context) {
    if (spec.type().equals(MOUNT)) {
      return openMounts(spec, context);
    }
    if (WRAPPERS.contains(spec.type())) {
      return open(spec.child("child"), context);
    }
    DatastoreDriver driver = drivers.driverOf(spec);
    warnOfUnknownFields(spec, driver);
    return driver.open(spec, context);
  }

  private Datastore openMounts(Spec spec, DriverContext context) {
    List<Mount> mounts = new ArrayList<>();
    try {
      for (Spec child : spec.children("mounts")) {
        Key prefix = Key.of(child.text(MOUNTPOINT));
        mounts.add(new Mount(prefix, open(child, context)));
      }
      return MountDatastore.of(mounts);
    } catch (RuntimeException e) {
      Closing.onFailure(e, mounts.stream().map(Mount::datastore).toList());
      throw e;
    }
  }

  private static void warnOfUnknownFields(Spec spec, DatastoreDriver driver) {
    Set<String> unknown = new TreeSet<>(spec.names());
    unknown.removeAll(driver.fields());
    unknown.removeAll(FIELDS_OF_COMPOSITION);
    if (!unknown.isEmpty()) {
      LOGGER.warn(
          "{}: the type {} does not know the fields {}; they are ignored",
          spec.where(),
          spec.type(),
          unknown);
    }
  }

  /** {@return what of {@code spec} lies on disk and so cannot change once the stores are there} */
  SpecValue.Fields diskSpec(Spec spec) {
    if (spec.type().equals(MOUNT)) {
      List<SpecValue> children =
          spec.children("mounts").stream()
              .sorted(Comparator.comparing((Spec child) -> child.text(MOUNTPOINT)).reversed())
              .map(this::mountedDiskSpec)
              .toList();
      return SpecValue.Fields.of(
          Map.of("mounts", new SpecValue.Items(children), "type", new SpecValue.Text(MOUNT)));
    }
    if (WRAPPERS.contains(spec.type())) {
      return diskSpec(spec.child("child"));
    }
    return drivers.driverOf(spec).diskSpec(spec);
  }

  private SpecValue mountedDiskSpec(Spec child) {
    return diskSpec(child).with(MOUNTPOINT, new SpecValue.Text(child.text(MOUNTPOINT)));
  }

  /**
   * {@return the leaf that describes the store at {@code /}, through mounts and wrappers; nothing
   * where nothing is mounted there}
   */
  static Optional<Spec> rootLeaf(Spec spec) {
    if (spec.type().equals(MOUNT)) {
      return spec.children("mounts").stream()
          .filter(child -> Key.of(child.text(MOUNTPOINT)).isRoot())
          .findFirst()
          .flatMap(SpecTree::rootLeaf);
    }
    return WRAPPERS.contains(spec.type()) ? rootLeaf(spec.child("child")) : Optional.of(spec);
  }
}
