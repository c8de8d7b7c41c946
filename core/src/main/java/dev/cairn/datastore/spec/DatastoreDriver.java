package dev.cairn.datastore.spec;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import java.util.Set;

/**
 * Opens datastores of one type. Implementations have a public constructor without arguments, are
 * named in {@code META-INF/services}, and load no native library before {@link #open}.
 */
public interface DatastoreDriver {

  /** Returns the type that descriptions name, such as {@code levelds}. */
  String type();

  /**
   * Returns the names of the fields that this type takes, {@code type} apart. Others are mistakes,
   * or of a composition around it.
   */
  Set<String> fields();

  /**
   * Returns the fields, out of {@code spec}, that say what lies on disk: those that cannot change
   * once the store is created. {@code type} is among them unless nothing lies on disk.
   *
   * @throws SpecException if one is missing or wrong
   */
  SpecValue.Fields diskSpec(Spec spec);

  /**
   * Opens the store that {@code spec} describes; the caller closes it.
   *
   * @throws SpecException if the description is wrong
   * @throws DatastoreException if the store cannot be opened; nothing stays open
   */
  Batching open(Spec spec, DriverContext context);
}
