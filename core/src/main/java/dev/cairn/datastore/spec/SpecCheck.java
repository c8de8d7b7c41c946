package dev.cairn.datastore.spec;

import dev.cairn.datastore.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds everything that is wrong with a description, and opens nothing. One check, one use. */
final class SpecCheck {

  /** What a mount takes of each of its stores: the place, and a metric's name that Kubo writes. */
  private static final Set<String> FIELDS_OF_A_MOUNTED = Set.of(Composition.MOUNTPOINT, "prefix");

  private static final SpecField MOUNTPOINT =
      SpecField.text(Composition.MOUNTPOINT, "the path of a mountpoint", SpecCheck::isKey)
          .required();

  private final DatastoreDrivers drivers;
  private final List<SpecProblem> mistakes = new ArrayList<>();
  private final List<SpecProblem> unknownFields = new ArrayList<>();

  /** The path of each store, and where the description says so first. */
  private final Map<Path, SpecPath> paths = new HashMap<>();

  private SpecCheck(DatastoreDrivers drivers) {
    this.drivers = drivers;
  }

  static SpecFindings of(Spec spec, DatastoreDrivers drivers) {
    SpecCheck check = new SpecCheck(drivers);
    check.description(spec, Set.of());
    return new SpecFindings(check.mistakes, check.unknownFields);
  }

  private void description(Spec spec, Set<String> fieldsOfItsPlace) {
    Optional<SpecProblem> typeProblem = drivers.typeProblem(spec);
    if (typeProblem.isPresent()) {
      mistakes.add(typeProblem.get());
      return;
    }
    Optional<Composition> composition = Composition.of(spec);
    List<SpecField> fields =
        composition.map(Composition::fields).orElseGet(() -> drivers.driverOf(spec).fields());
    fields.forEach(field -> field(field, spec));
    unknown(spec, fields, fieldsOfItsPlace);
    composition.ifPresent(kind -> inside(kind, spec));
  }

  private void field(SpecField field, Spec spec) {
    Optional<SpecProblem> problem = field.problemIn(spec);
    problem.ifPresent(mistakes::add);
    if (problem.isEmpty() && field.isOwnPath() && spec.names().contains(field.name())) {
      ownPath(spec.where().field(field.name()), Path.of(spec.text(field.name())));
    }
  }

  private void ownPath(SpecPath here, Path path) {
    SpecPath first = paths.putIfAbsent(path.normalize(), here);
    if (first != null) {
      mistakes.add(problem(here, first + " is the same path; every store needs its own"));
    }
  }

  private void unknown(Spec spec, List<SpecField> fields, Set<String> fieldsOfItsPlace) {
    Set<String> known = new TreeSet<>(fieldsOfItsPlace);
    fields.forEach(field -> known.add(field.name()));
    known.add(Spec.TYPE);
    for (String name : spec.names()) {
      if (!known.contains(name)) {
        String what = "unknown field of the type " + spec.type();
        unknownFields.add(spec.problem(name, what + NearestName.question(name, known)));
      }
    }
  }

  private void inside(Composition composition, Spec spec) {
    switch (composition) {
      case MOUNT -> {
        if (spec.fields().values().get(Composition.MOUNTS) instanceof SpecValue.Items items) {
          mounts(spec.where().field(Composition.MOUNTS), items.values());
        }
      }
      case MEASURE, LOG -> {
        if (spec.fields().values().get(Composition.CHILD) instanceof SpecValue.Fields) {
          description(spec.child(Composition.CHILD), Set.of());
        }
      }
    }
  }

  private void mounts(SpecPath list, List<SpecValue> children) {
    Map<Key, SpecPath> mountpoints = new HashMap<>();
    for (int i = 0; i < children.size(); i++) {
      SpecPath where = list.item(i);
      if (children.get(i) instanceof SpecValue.Fields fields) {
        Spec child = Spec.of(where, fields);
        mountpoint(child, mountpoints);
        description(child, FIELDS_OF_A_MOUNTED);
      } else {
        mistakes.add(problem(where, "expected " + Spec.DESCRIPTION + ", found " + children.get(i)));
      }
    }
  }

  private void mountpoint(Spec child, Map<Key, SpecPath> mountpoints) {
    Optional<SpecProblem> problem = MOUNTPOINT.problemIn(child);
    problem.ifPresent(mistakes::add);
    if (problem.isEmpty()) {
      SpecPath here = child.where().field(Composition.MOUNTPOINT);
      Key key = Key.of(child.text(Composition.MOUNTPOINT));
      SpecPath first = mountpoints.putIfAbsent(key, here);
      if (first != null) {
        mistakes.add(problem(here, first + " mounts a store at " + key + " already"));
      }
    }
  }

  private static boolean isKey(String text) {
    try {
      Key.of(text);
      return true;
    } catch (IllegalArgumentException e) { // no Unicode text
      return false;
    }
  }

  private static SpecProblem problem(SpecPath where, String what) {
    return new SpecProblem(where.text(), what);
  }
}
