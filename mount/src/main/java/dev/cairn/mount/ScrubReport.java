package dev.cairn.mount;

import dev.cairn.multiformats.Multihash;
import java.util.Optional;

/**
 * What a {@link BlockScrub} found.
 *
 * @param blocks how many were looked at
 * @param bytes how many bytes they have
 * @param corrupt how many of them have another hash than their CID says
 * @param unreadable how many could not be read, or have a hash that cannot be computed here
 * @param repaired how many of both were replaced by good copies
 * @param last the last that was looked at, to {@linkplain BlockScrub#after go on} behind it
 * @param complete whether the round is over
 */
public record ScrubReport(
    long blocks,
    long bytes,
    long corrupt,
    long unreadable,
    long repaired,
    Optional<Multihash> last,
    boolean complete) {

  /** {@return whether no copy was bad, or all of those were replaced} */
  public boolean isClean() {
    return corrupt + unreadable == repaired;
  }
}
