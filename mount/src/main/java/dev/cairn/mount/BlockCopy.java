package dev.cairn.mount;

import dev.cairn.multiformats.Multihash;

/**
 * A block as one mount of a {@link MultiBlockstore} lists it.
 *
 * @param mount the name of the mount
 * @param multihash the block
 */
public record BlockCopy(String mount, Multihash multihash) {}
