package dev.cairn.datastore.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The description of one datastore: its type, and the fields that the type takes. It knows where it
 * stands in the whole, so that every complaint names the place.
 */
public final class Spec {

  /** The field that every description has: its type. */
  public static final String TYPE = "type";

  static final String DESCRIPTION = "an object that describes a datastore";

  private final SpecPath where;
  private final SpecValue.Fields fields;

  private Spec(SpecPath where, SpecValue.Fields fields) {
    this.where = where;
    this.fields = fields;
  }

  /**
   * {@return the description that {@code value} holds}
   *
   * @param where the place of {@code value} in the whole
   * @param value the fields of the description
   * @throws SpecException if the value has no fields
   */
  public static Spec of(SpecPath where, SpecValue value) {
    if (value instanceof SpecValue.Fields fields) {
      return new Spec(where, fields);
    }
    throw new SpecException(where.text(), "expected " + DESCRIPTION + ", found " + value);
  }

  /**
   * {@return the description of a store of one type with text fields, for programs that write it by
   * hand}
   *
   * @param type as drivers name it
   * @param texts the other fields by their names
   */
  public static Spec leaf(String type, Map<String, String> texts) {
    Map<String, SpecValue> values = new TreeMap<>();
    texts.forEach((name, text) -> values.put(name, new SpecValue.Text(text)));
    values.put(TYPE, new SpecValue.Text(type));
    return new Spec(new SpecPath(type), SpecValue.Fields.of(values));
  }

  /**
   * {@return this description with one field set}
   *
   * @param name which field
   * @param value what it is to hold
   */
  public Spec with(String name, SpecValue value) {
    return new Spec(where, fields.with(name, value));
  }

  /** {@return the place of this description in the whole} */
  public SpecPath where() {
    return where;
  }

  /**
   * {@return the type: which driver, or which composition, the rest is for}
   *
   * @throws SpecException if it is missing or no text
   */
  public String type() {
    return text(TYPE);
  }

  /** {@return the names of all fields} */
  public Set<String> names() {
    return fields.values().keySet();
  }

  /** {@return the fields themselves} */
  public SpecValue.Fields fields() {
    return fields;
  }

  /**
   * {@return a text field}
   *
   * @param name which field
   * @throws SpecException if it is missing or no text
   */
  public String text(String name) {
    return textIfPresent(name).orElseThrow(() -> missing(name, "a text"));
  }

  /**
   * {@return a text field where it is there}
   *
   * @param name which field
   * @throws SpecException if it is no text
   */
  public Optional<String> textIfPresent(String name) {
    SpecValue value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof SpecValue.Text text) {
      return Optional.of(text.value());
    }
    throw wrong(name, "a text", value);
  }

  /**
   * {@return a true-or-false field where it is there}
   *
   * @param name which field
   * @throws SpecException if it is neither
   */
  public Optional<Boolean> flagIfPresent(String name) {
    SpecValue value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof SpecValue.Flag flag) {
      return Optional.of(flag.value());
    }
    throw wrong(name, "true or false", value);
  }

  /**
   * {@return a whole number where it is there}
   *
   * @param name which field
   * @throws SpecException if it is none
   */
  public OptionalLong wholeIfPresent(String name) {
    SpecValue value = value(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value instanceof SpecValue.Whole whole) {
      return OptionalLong.of(whole.value());
    }
    throw wrong(name, "a whole number", value);
  }

  /**
   * {@return the description in a field}
   *
   * @param name which field
   * @throws SpecException if it is missing or has no fields
   */
  public Spec child(String name) {
    SpecValue value = value(name);
    if (value == null) {
      throw missing(name, DESCRIPTION);
    }
    return of(where.field(name), value);
  }

  /**
   * {@return the descriptions in a field that lists them}
   *
   * @param name which field
   * @throws SpecException if it is missing, no list, or one of its items has no fields
   */
  public List<Spec> children(String name) {
    SpecValue value = value(name);
    if (value == null) {
      throw missing(name, "a list");
    }
    if (!(value instanceof SpecValue.Items items)) {
      throw wrong(name, "a list", value);
    }
    List<Spec> children = new ArrayList<>();
    for (int i = 0; i < items.values().size(); i++) {
      children.add(of(where.field(name).item(i), items.values().get(i)));
    }
    return children;
  }

  private @Nullable SpecValue value(String name) {
    return fields.values().get(name);
  }

  /** {@return what is wrong with one of the fields} */
  SpecProblem problem(String name, String what) {
    return new SpecProblem(where.field(name).text(), what);
  }

  private SpecException missing(String name, String expected) {
    return new SpecException(List.of(problem(name, "missing; expected " + expected)));
  }

  private SpecException wrong(String name, String expected, SpecValue found) {
    return new SpecException(List.of(problem(name, "expected " + expected + ", found " + found)));
  }

  @Override
  public String toString() {
    return where + " " + fields;
  }
}
