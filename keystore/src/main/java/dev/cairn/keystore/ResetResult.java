package dev.cairn.keystore;

import java.util.OptionalLong;

/**
 * What a completed reset did.
 *
 * @param before how many multihashes the old set had when it was replaced
 * @param after how many the new set has
 * @param generation the name of the generation that is in force now
 * @param bytesFreed the bytes of the old generation's files, which are gone; nothing where a reader
 *     held it still, so that they go when the reader closes, or where they could not be deleted
 */
public record ResetResult(long before, long after, String generation, OptionalLong bytesFreed) {}
