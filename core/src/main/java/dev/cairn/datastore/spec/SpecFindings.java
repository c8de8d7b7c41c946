package dev.cairn.datastore.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * What a check of a description found.
 *
 * @param mistakes what makes it unusable
 * @param unknownFields fields that no type there takes; who makes a new store refuses them, who
 *     opens one that another program described keeps them
 */
public record SpecFindings(List<SpecProblem> mistakes, List<SpecProblem> unknownFields) {

  /**
   * Copies the lists.
   *
   * @param mistakes copied
   * @param unknownFields copied
   */
  public SpecFindings {
    mistakes = List.copyOf(mistakes);
    unknownFields = List.copyOf(unknownFields);
  }

  /** {@return all of it: mistakes, then unknown fields} */
  public List<SpecProblem> all() {
    List<SpecProblem> all = new ArrayList<>(mistakes);
    all.addAll(unknownFields);
    return all;
  }

  /**
   * Refuses mistakes and lets unknown fields pass.
   *
   * @throws SpecException with every mistake, if there is any
   */
  public void requireUsable() {
    if (!mistakes.isEmpty()) {
      throw new SpecException(mistakes);
    }
  }

  /**
   * Refuses mistakes and unknown fields.
   *
   * @throws SpecException with every finding, if there is any
   */
  public void requireNone() {
    List<SpecProblem> all = all();
    if (!all.isEmpty()) {
      throw new SpecException(all);
    }
  }
}
