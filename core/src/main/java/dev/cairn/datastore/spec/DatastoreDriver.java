package dev.cairn.datastore.spec;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import java.util.Set;

/**
 * Opens datastores of one type. Implementations have a public constructor without arguments, are
 * named in {@code META-INF/services}, and load no native library before {@link #open}.
 */
public interface DatastoreDriver {

  /** {@return the type that descriptions name, such as {@code levelds}} */
  String type();

  /**
   * {@return the names of the fields that this type takes, {@code type} apart} Others are mistakes,
   * or of a composition around it.
   */
  Set<String> fields();

  /**
   * {@return the fields, out of {@code spec}, that say what lies on disk: those that cannot change
   * once the store is created} {@code type} is among them unless nothing lies on disk.
   *
   * @param spec a description of this type
   * @throws SpecException if one is missing or wrong
   */
  SpecValue.Fields diskSpec(Spec spec);

  /**
   * Opens the store that {@code spec} describes; the caller closes it.
   *
   * @param spec a description of this type
   * @param context where relative paths begin, and what the store is opened for
   * @return the open store
   * @throws SpecException if the description is wrong
   * @throws DatastoreException if the store cannot be opened; nothing stays open
   */
  Batching open(Spec spec, DriverContext context);
}
