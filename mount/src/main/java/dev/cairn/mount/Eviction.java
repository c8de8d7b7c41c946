package dev.cairn.mount;

/**
 * What was dropped from the cache of a {@link MultiBlockstore} since an aux has it.
 *
 * @param blocks how many blocks
 * @param bytes how many bytes
 */
public record Eviction(long blocks, long bytes) {}
