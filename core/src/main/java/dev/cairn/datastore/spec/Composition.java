package dev.cairn.datastore.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The types that compose other datastores, as Kubo has them. All other types are leaves, for the
 * {@linkplain DatastoreDriver drivers}.
 */
public enum Composition {
  /** Several stores, each under its mountpoint. */
  MOUNT("mount", SpecField.list("mounts").required()),
  /** One store, whose calls are counted and timed under the name {@code prefix}. */
  MEASURE("measure", SpecField.text("prefix").required(), SpecField.object("child").required()),
  /** One store, whose calls are logged under the name {@code name}. */
  LOG("log", SpecField.text("name").required(), SpecField.object("child").required());

  /** The field of a {@link #MOUNT} that lists the descriptions of its stores. */
  public static final String MOUNTS = "mounts";

  /** The field, of a description that a {@link #MOUNT} lists, that says where it is mounted. */
  public static final String MOUNTPOINT = "mountpoint";

  /** The field of a {@link #MEASURE} with the name under which its store is measured. */
  public static final String PREFIX = "prefix";

  /** The field of a {@link #LOG} with the name of its store in the log. */
  public static final String NAME = "name";

  /** The field of a wrapper that describes what it wraps. */
  public static final String CHILD = "child";

  private final String type;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of immutable fields
  private final List<SpecField> fields;

  Composition(String type, SpecField... fields) {
    this.type = type;
    this.fields = List.of(fields);
  }

  /**
   * {@return the composition that {@code spec} describes; nothing where it is a leaf}
   *
   * @param spec a description of any type
   * @throws SpecException if the type is missing or no text
   */
  public static Optional<Composition> of(Spec spec) {
    return named(spec.type());
  }

  static Optional<Composition> named(String type) {
    return Arrays.stream(values()).filter(c -> c.type.equals(type)).findFirst();
  }

  /** {@return the names of all} */
  static List<String> types() {
    return Arrays.stream(values()).map(Composition::type).toList();
  }

  /** {@return the type, as descriptions name it} */
  public String type() {
    return type;
  }

  /** {@return the fields that it takes, {@code type} apart} */
  List<SpecField> fields() {
    return fields;
  }
}
