package dev.cairn.datastore.spec;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Opens datastores of one type. Implementations have a public constructor without arguments, are
 * named in {@code META-INF/services}, and load no native library before {@link #open}.
 */
public interface DatastoreDriver {

  /** {@return the type that descriptions name, such as {@code levelds}} */
  String type();

  /**
   * {@return the fields that this type takes, {@code type} apart} All others are mistakes, or of
   * the composition around it.
   */
  List<SpecField> fields();

  /**
   * {@return the fields, out of {@code spec}, that say what lies on disk} Here: the type and the
   * fields that are {@linkplain SpecField#onDisk() on disk}, or nothing where the type has no such
   * fields.
   *
   * @param spec a description of this type
   * @throws SpecException if one that is required is missing or wrong
   */
  default SpecValue.Fields diskSpec(Spec spec) {
    List<SpecField> onDisk = fields().stream().filter(SpecField::isOnDisk).toList();
    Map<String, SpecValue> values = new TreeMap<>();
    for (SpecField field : onDisk) {
      field
          .problemIn(spec)
          .ifPresent(
              problem -> {
                throw new SpecException(List.of(problem));
              });
      SpecValue value = spec.fields().values().get(field.name());
      if (value != null) {
        values.put(field.name(), value);
      }
    }
    if (!onDisk.isEmpty()) {
      values.put(Spec.TYPE, new SpecValue.Text(type()));
    }
    return SpecValue.Fields.of(values);
  }

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
