package dev.cairn.mount;

import java.util.Optional;

/**
 * What became of a copy in the cache of a {@link MultiBlockstore} that was looked at and mended if
 * need be.
 *
 * @param outcome what became of it
 * @param source the mount whose copy it was mended with
 * @param reason what was wrong with it
 */
public record Repair(Outcome outcome, Optional<String> source, Optional<RuntimeException> reason) {

  /** What became of a copy. */
  public enum Outcome {
    /** Its hash is right. */
    INTACT,

    /** There is none in the cache. */
    ABSENT,

    /** It was damaged or could not be read, and has been replaced by a good one. */
    REPAIRED,

    /**
     * It is damaged or cannot be read, and no other mount has a good copy; what each said is
     * suppressed in {@link Repair#reason()}.
     */
    BEYOND_REPAIR
  }
}
