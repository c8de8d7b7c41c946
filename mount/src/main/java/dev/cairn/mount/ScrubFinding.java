package dev.cairn.mount;

import dev.cairn.multiformats.Multihash;
import java.util.Optional;

/**
 * A copy that a {@link BlockScrub} found bad.
 *
 * @param multihash the block
 * @param found what is wrong: {@link Location.Status#CORRUPT}, or {@link Location.Status#ERROR}
 *     where it could not be read or its hash not be computed
 * @param repair what was done about it; nothing where nothing was to be done
 */
public record ScrubFinding(Multihash multihash, Location found, Optional<Repair> repair) {}
