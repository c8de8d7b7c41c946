package dev.cairn.datastore.spec;

import java.io.Serializable;

/**
 * One thing that is wrong with a description.
 *
 * @param where the place, such as {@code $.mounts[0].path}
 * @param what what is wrong there, and what would do
 */
public record SpecProblem(String where, String what) implements Serializable {

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
