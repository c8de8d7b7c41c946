package dev.cairn.benchmarks;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Something to measure: ours, and the peer that it is held against.
 *
 * @param name what it is, unique among all figures
 * @param unit what it is counted in
 * @param goal what is expected of it
 * @param ours prepares our side
 * @param peer prepares the peer, where there is one
 */
record Figure(String name, Unit unit, Goal goal, Preparation ours, Optional<Preparation> peer) {

  /** Makes a side ready to be measured. */
  interface Preparation {
    /**
     * {@return the side, ready}
     *
     * @param scratch an empty folder of its own
     * @throws Exception whatever went wrong, which ends the run
     */
    Contestant in(Path scratch) throws Exception;
  }

  static Figure against(String name, Unit unit, Goal goal, Preparation ours, Preparation peer) {
    return new Figure(name, unit, goal, ours, Optional.of(peer));
  }

  static Figure alone(String name, Unit unit, Goal goal, Preparation ours) {
    return new Figure(name, unit, goal, ours, Optional.empty());
  }

  /** {@return a figure that is made of others, and not measured itself} */
  static Figure derived(String name, Unit unit, Goal goal) {
    return alone(
        name,
        unit,
        goal,
        scratch -> {
          throw new IllegalStateException(name + " is not measured");
        });
  }
}
