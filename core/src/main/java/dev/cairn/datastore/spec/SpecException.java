package dev.cairn.datastore.spec;

import dev.cairn.datastore.DatastoreException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The description of a datastore is wrong; the message says of every mistake where it is, what is
 * wrong, and what would do.
 */
public final class SpecException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  private final SpecProblem[] problems;

  /**
   * Creates the exception of one mistake.
   *
   * @param where the place in the description, such as {@code $.mounts[0].path}
   * @param what what is wrong there
   */
  public SpecException(String where, String what) {
    this(where, what, null);
  }

  /**
   * Creates the exception of one mistake.
   *
   * @param where the place in the description, such as {@code $.mounts[0].path}
   * @param what what is wrong there
   * @param cause what found it, or {@code null}
   */
  public SpecException(String where, String what, @Nullable Throwable cause) {
    super(where + ": " + what, cause);
    this.problems = new SpecProblem[] {new SpecProblem(where, what)};
  }

  /**
   * Creates the exception of all mistakes at once.
   *
   * @param problems at least one; copied
   * @throws IllegalArgumentException if there is none
   */
  public SpecException(List<SpecProblem> problems) {
    super(message(problems));
    this.problems = problems.toArray(SpecProblem[]::new);
  }

  private static String message(List<SpecProblem> problems) {
    return switch (problems.size()) {
      case 0 -> throw new IllegalArgumentException("a description without problems is not refused");
      case 1 -> problems.get(0).toString();
      default ->
          problems.stream()
              .map(problem -> "\n  " + problem)
              .collect(
                  Collectors.joining(
                      "", "the description has " + problems.size() + " mistakes:", ""));
    };
  }

  /** {@return every mistake, in the order of the description; at least one} */
  public List<SpecProblem> problems() {
    return List.of(problems);
  }
}
