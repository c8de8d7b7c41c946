package dev.cairn.datastore.spec;

import java.util.regex.Pattern;

/**
 * The place of a value in a description, written as JSONPath does: {@code $.mounts[0].path}.
 *
 * @param text the path so far
 */
public record SpecPath(String text) {

  /** The place of the whole. */
  public static final SpecPath ROOT = new SpecPath("$");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /**
   * {@return the place of a field of the object here} A name that is no plain word is quoted, as in
   * {@code $['a b']}.
   *
   * @param name the field's name
   */
  public SpecPath field(String name) {
    return PLAIN.matcher(name).matches()
        ? new SpecPath(text + "." + name)
        : new SpecPath(text + "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']");
  }

  /**
   * {@return the place of an item of the list here}
   *
   * @param index from 0
   */
  public SpecPath item(int index) {
    return new SpecPath(text + "[" + index + "]");
  }

  @Override
  public String toString() {
    return text;
  }
}
