package dev.cairn.datastore.spec;

import dev.cairn.datastore.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What of a description lies on disk and so cannot change once the stores are there: in the form
 * that Kubo keeps in {@code datastore_spec}. Wrappers leave no trace in it, and mounts come in
 * descending order of their cleaned mountpoints.
 */
final class DiskSpec {

  private final DatastoreDrivers drivers;

  DiskSpec(DatastoreDrivers drivers) {
    this.drivers = drivers;
  }

  /** {@return what of {@code spec} lies on disk} */
  SpecValue.Fields of(Spec spec) {
    return Composition.of(spec)
        .map(composition -> ofComposition(composition, spec))
        .orElseGet(() -> drivers.driverOf(spec).diskSpec(spec));
  }

  private SpecValue.Fields ofComposition(Composition composition, Spec spec) {
    return switch (composition) {
      case MOUNT -> ofMounts(spec.children(Composition.MOUNTS));
      case MEASURE, LOG -> of(spec.child(Composition.CHILD));
    };
  }

  private SpecValue.Fields ofMounts(List<Spec> children) {
    List<Spec> ordered = new ArrayList<>(children);
    ordered.sort(Comparator.comparing(DiskSpec::mountpoint).reversed());
    return SpecValue.Fields.of(
        Map.of(
            Composition.MOUNTS, new SpecValue.Items(ordered.stream().map(this::mounted).toList()),
            Spec.TYPE, new SpecValue.Text(Composition.MOUNT.type())));
  }

  private SpecValue mounted(Spec child) {
    String path = new String(mountpoint(child).toBytes(), StandardCharsets.UTF_8);
    return of(child).with(Composition.MOUNTPOINT, new SpecValue.Text(path));
  }

  private static Key mountpoint(Spec child) {
    return Key.of(child.text(Composition.MOUNTPOINT));
  }
}
