package dev.cairn.mount;

import java.util.List;

/**
 * What became of a block that was removed from the cache of a {@link MultiBlockstore}.
 *
 * @param outcome whether it is gone
 * @param cached whether the cache held it
 * @param mounts the mounts that hold it still, in the order of lookup
 * @param unknown the mounts that did not say whether they hold it, in the order of lookup
 */
public record Removal(Outcome outcome, boolean cached, List<String> mounts, List<String> unknown) {

  static Removal of(boolean cached, List<String> mounts, List<String> unknown) {
    return new Removal(
        outcome(cached, mounts, unknown), cached, List.copyOf(mounts), List.copyOf(unknown));
  }

  private static Outcome outcome(boolean cached, List<String> mounts, List<String> unknown) {
    if (!mounts.isEmpty()) {
      return Outcome.STILL_IN;
    }
    if (!unknown.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    return cached ? Outcome.DELETED : Outcome.ABSENT;
  }

  /** Whether a block is gone. */
  public enum Outcome {
    /** It was in the cache, and is nowhere any more. */
    DELETED,

    /** It was nowhere. */
    ABSENT,

    /** It is not in the cache, but {@link Removal#mounts()} hold it still. */
    STILL_IN,

    /**
     * It is not in the cache nor in any mount that answered, but {@link Removal#unknown()} did not
     * answer.
     */
    UNKNOWN
  }
}
