package dev.cairn.datastore.spec;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A field that a type of datastore takes: its name, what it may hold, and whether it has to be
 * there or says what lies on disk. Immutable.
 *
 * <pre>{@code
 * List.of(
 *     SpecField.path("path").required().onDisk(),
 *     SpecField.choice("compression", "none", "snappy"),
 *     SpecField.flag("syncWrites"))
 * }</pre>
 */
public final class SpecField {

  private enum Trait {
    REQUIRED,
    ON_DISK,
    OWN_PATH
  }

  private final String name;
  private final String expected;
  private final Predicate<SpecValue> accepts;
  private final Set<Trait> traits;

  private SpecField(String name, String expected, Predicate<SpecValue> accepts, Set<Trait> traits) {
    this.name = name;
    this.expected = expected;
    this.accepts = accepts;
    this.traits = traits;
  }

  private static SpecField of(String name, String expected, Predicate<SpecValue> accepts) {
    return new SpecField(name, expected, accepts, EnumSet.noneOf(Trait.class));
  }

  /**
   * {@return a field for any text}
   *
   * @param name the field's name
   */
  public static SpecField text(String name) {
    return text(name, "a text", text -> true);
  }

  /**
   * {@return a field for certain texts}
   *
   * @param name the field's name
   * @param expected what it may hold, in words that go on after "expected"
   * @param accepts tells which texts those are
   */
  public static SpecField text(String name, String expected, Predicate<String> accepts) {
    return of(
        name, expected, value -> value instanceof SpecValue.Text t && accepts.test(t.value()));
  }

  /**
   * {@return a field for the path of the store, which no other store of the description may have}
   *
   * @param name the field's name
   */
  public static SpecField path(String name) {
    return text(name, "a path", SpecField::isPath).with(Trait.OWN_PATH);
  }

  /**
   * {@return a field for one of a few texts}
   *
   * @param name the field's name
   * @param texts what it may hold; the empty text is one of them where it is named
   */
  public static SpecField choice(String name, String... texts) {
    List<String> choices = List.of(texts);
    return text(name, enumerate(choices), choices::contains);
  }

  /**
   * {@return a field that is true or false}
   *
   * @param name the field's name
   */
  public static SpecField flag(String name) {
    return of(name, "true or false", SpecValue.Flag.class::isInstance);
  }

  /**
   * {@return a field for a whole number in a range}
   *
   * @param name the field's name
   * @param least the least number that it may hold
   * @param most the greatest
   */
  public static SpecField whole(String name, long least, long most) {
    return of(
        name,
        "a whole number from %d to %d".formatted(least, most),
        value ->
            value instanceof SpecValue.Whole whole
                && whole.value() >= least
                && whole.value() <= most);
  }

  /** {@return a field for the description of another store} */
  static SpecField object(String name) {
    return of(name, Spec.DESCRIPTION, SpecValue.Fields.class::isInstance);
  }

  /** {@return a field for a list} */
  static SpecField list(String name) {
    return of(name, "a list", SpecValue.Items.class::isInstance);
  }

  /** {@return this field, missing which a description is refused} */
  public SpecField required() {
    return with(Trait.REQUIRED);
  }

  /** {@return this field, as one that cannot change once the store is there} */
  public SpecField onDisk() {
    return with(Trait.ON_DISK);
  }

  private SpecField with(Trait trait) {
    Set<Trait> more = EnumSet.of(trait);
    more.addAll(traits);
    return new SpecField(name, expected, accepts, more);
  }

  /** {@return the field's name} */
  public String name() {
    return name;
  }

  /** {@return whether a description without it is refused} */
  public boolean isRequired() {
    return traits.contains(Trait.REQUIRED);
  }

  /** {@return whether it cannot change once the store is there} */
  public boolean isOnDisk() {
    return traits.contains(Trait.ON_DISK);
  }

  /** {@return whether it is the path of the store} */
  boolean isOwnPath() {
    return traits.contains(Trait.OWN_PATH);
  }

  /**
   * {@return what is wrong with this field in a description, if anything is}
   *
   * @param spec a description of the type that takes this field
   */
  public Optional<SpecProblem> problemIn(Spec spec) {
    SpecValue value = spec.fields().values().get(name);
    if (value == null) {
      return isRequired()
          ? Optional.of(spec.problem(name, "missing; expected " + expected))
          : Optional.empty();
    }
    return accepts.test(value)
        ? Optional.empty()
        : Optional.of(spec.problem(name, "expected " + expected + ", found " + value));
  }

  private static boolean isPath(String text) {
    try {
      return !text.isEmpty() && !Path.of(text).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String enumerate(List<String> choices) {
    List<String> words =
        new ArrayList<>(choices.stream().map(c -> c.isEmpty() ? "an empty text" : c).toList());
    String last = words.remove(words.size() - 1);
    return words.isEmpty() ? last : String.join(", ", words) + " or " + last;
  }

  @Override
  public String toString() {
    return name + ": " + expected + (traits.isEmpty() ? "" : " " + traits);
  }
}
