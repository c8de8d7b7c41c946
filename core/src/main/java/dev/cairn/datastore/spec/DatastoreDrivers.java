package dev.cairn.datastore.spec;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The drivers that there are, by type. */
public final class DatastoreDrivers {

  private final Map<String, DatastoreDriver> byType;

  private DatastoreDrivers(Map<String, DatastoreDriver> byType) {
    this.byType = byType;
  }

  /** {@return the drivers that the class path or module path offers, found anew at each call} */
  public static DatastoreDrivers installed() {
    return of(ServiceLoader.load(DatastoreDriver.class).stream().map(p -> p.get()).toList());
  }

  /**
   * {@return these drivers}
   *
   * @param drivers one for each type
   * @throws IllegalArgumentException if two have one type
   */
  public static DatastoreDrivers of(Collection<? extends DatastoreDriver> drivers) {
    Map<String, DatastoreDriver> byType = new TreeMap<>();
    for (DatastoreDriver driver : drivers) {
      DatastoreDriver other = byType.put(driver.type(), driver);
      if (other != null) {
        throw new IllegalArgumentException(
            "two drivers for the type '%s': %s and %s; leave one out of the class path"
                .formatted(driver.type(), other.getClass(), driver.getClass()));
      }
    }
    return new DatastoreDrivers(byType);
  }

  /** {@return the types that there are drivers for} */
  public SortedSet<String> types() {
    return new TreeSet<>(byType.keySet());
  }

  /**
   * {@return the driver for the type of {@code spec}}
   *
   * @param spec a leaf
   * @throws SpecException if there is none
   */
  public DatastoreDriver driverOf(Spec spec) {
    DatastoreDriver driver = byType.get(spec.type());
    if (driver == null) {
      throw new SpecException(List.of(unknownType(spec)));
    }
    return driver;
  }

  private SpecProblem unknownType(Spec spec) {
    List<String> known = new ArrayList<>(byType.keySet());
    known.addAll(Composition.types());
    return spec.problem(
        Spec.TYPE,
        "unknown datastore type '%s'; known are %s (is the engine's module missing?)%s"
            .formatted(
                spec.type(),
                String.join(", ", new TreeSet<>(known)),
                NearestName.question(spec.type(), known)));
  }

  /**
   * {@return everything that is wrong with a description, compositions and all that is inside them
   * included} Nothing is opened, and nothing is looked for on disk.
   *
   * @param spec what to check
   */
  public SpecFindings check(Spec spec) {
    return SpecCheck.of(spec, this);
  }

  /** {@return what is wrong with the type of a description, if anything is} */
  Optional<SpecProblem> typeProblem(Spec spec) {
    Optional<SpecProblem> noText = SpecField.text(Spec.TYPE).required().problemIn(spec);
    if (noText.isPresent() || byType.containsKey(spec.type()) || Composition.of(spec).isPresent()) {
      return noText;
    }
    return Optional.of(unknownType(spec));
  }

  /**
   * {@return what of {@code spec} lies on disk and so cannot change once the stores are there, in
   * the form that Kubo keeps beside them} Wrappers leave no trace in it; mounts come in descending
   * order of mountpoints.
   *
   * @param spec a leaf or a composition
   * @throws SpecException if it is not {@linkplain SpecFindings#requireUsable() usable}
   */
  public SpecValue.Fields diskSpec(Spec spec) {
    check(spec).requireUsable();
    return new DiskSpec(this).of(spec);
  }

  /**
   * {@return the store that {@code spec} describes, opened with the driver of its type} The caller
   * closes it.
   *
   * @param spec a leaf
   * @param context where relative paths begin, and what the store is opened for
   * @throws SpecException if no driver knows the type, or the description has mistakes; unknown
   *     fields are passed over
   * @throws DatastoreException if the store cannot be opened
   */
  public Batching open(Spec spec, DriverContext context) {
    DatastoreDriver driver = driverOf(spec);
    check(spec).requireUsable();
    return driver.open(spec, context);
  }

  /**
   * {@return the store that {@code spec} describes, opened for reading beside whoever writes to it}
   * The caller closes it.
   *
   * @param spec a leaf
   * @param context where relative paths begin
   * @param own a directory that nobody else uses, for what the engine itself writes down
   * @throws SpecException if no driver knows the type, or the description has mistakes; unknown
   *     fields are passed over
   * @throws DatastoreException if stores of this type cannot be followed, or this one cannot be
   *     opened
   */
  public Following follow(Spec spec, DriverContext context, Path own) {
    DatastoreDriver driver = driverOf(spec);
    check(spec).requireUsable();
    if (driver instanceof FollowableDriver followable) {
      return followable.follow(spec, context, own);
    }
    throw new DatastoreException(
        ("%s: a store of the type '%s' cannot be read beside its writer (types that can: %s); close"
                + " the writer and open the store for reading, or keep what is to be followed in a"
                + " store of such a type")
            .formatted(spec.where(), spec.type(), followableTypes()));
  }

  private String followableTypes() {
    List<String> types =
        byType.values().stream()
            .filter(FollowableDriver.class::isInstance)
            .map(DatastoreDriver::type)
            .toList();
    return types.isEmpty() ? "none that is installed" : String.join(", ", types);
  }
}
