package dev.cairn.mount;

import dev.cairn.mount.Location.Status;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What became of a block of which one copy was removed from a {@link MultiBlockstore}.
 *
 * @param outcome whether it is gone
 * @param removed whether the copy was there and is gone
 * @param mounts the mounts that hold it still, in the order of lookup
 * @param unknown the mounts that did not say whether they hold it, in the order of lookup
 */
public record Removal(Outcome outcome, boolean removed, List<String> mounts, List<String> unknown) {

  /** Creates an outcome. */
  public Removal {
    mounts = List.copyOf(mounts);
    unknown = List.copyOf(unknown);
  }

  /**
   * {@return what became of a block}
   *
   * @param removed whether the copy was there and is gone
   * @param left what the mounts say of the block afterwards
   */
  public static Removal of(boolean removed, List<Location> left) {
    List<String> holding = named(left, EnumSet.of(Status.FOUND));
    List<String> unknown = named(left, EnumSet.of(Status.CORRUPT, Status.ERROR));
    return new Removal(outcome(removed, holding, unknown), removed, holding, unknown);
  }

  private static List<String> named(List<Location> locations, Set<Status> any) {
    return locations.stream()
        .filter(location -> any.contains(location.status()))
        .map(Location::name)
        .toList();
  }

  private static Outcome outcome(boolean removed, List<String> mounts, List<String> unknown) {
    if (!mounts.isEmpty()) {
      return Outcome.STILL_IN;
    }
    if (!unknown.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    return removed ? Outcome.DELETED : Outcome.ABSENT;
  }

  /** Whether a block is gone. */
  public enum Outcome {
    /** It was there, and is nowhere any more. */
    DELETED,

    /** It was nowhere. */
    ABSENT,

    /** {@link Removal#mounts()} hold it still. */
    STILL_IN,

    /** It is in no mount that answered, but {@link Removal#unknown()} did not answer. */
    UNKNOWN
  }
}
