package dev.cairn.datastore.spec;

import dev.cairn.datastore.Batching;
import java.util.Collection;
import java.util.Map;
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
   * @param spec what to open
   * @throws SpecException if there is none
   */
  public DatastoreDriver driverOf(Spec spec) {
    DatastoreDriver driver = byType.get(spec.type());
    if (driver == null) {
      throw new SpecException(
          spec.where() + ".type",
          "unknown datastore type '%s'; there are drivers for %s (is the engine's module missing?)"
              .formatted(spec.type(), types()));
    }
    return driver;
  }

  /**
   * {@return the store that {@code spec} describes, opened with the driver of its type} The caller
   * closes it.
   *
   * @param spec what to open
   * @param context where relative paths begin, and what the store is opened for
   * @throws SpecException if no driver knows the type, or the description is wrong
   * @throws dev.cairn.datastore.DatastoreException if the store cannot be opened
   */
  public Batching open(Spec spec, DriverContext context) {
    return driverOf(spec).open(spec, context);
  }
}
