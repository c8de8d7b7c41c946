package dev.cairn.keystore;

import java.util.OptionalLong;

/**
 * What a purge did.
 *
 * @param keys how many keys it deleted
 * @param bytesFreed the bytes by which the files of the store have become less; nothing where the
 *     store cannot say, or nothing was deleted
 */
public record PurgeResult(long keys, OptionalLong bytesFreed) {}
