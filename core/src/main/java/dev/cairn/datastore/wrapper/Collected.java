package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Key;
import org.jspecify.annotations.Nullable;

/**
 * The writes that the store below does not hold yet. Readers take both parts in one look.
 *
 * @param current those being collected; they hide the others
 * @param leaving those that are being written
 */
record Collected(WriteBuffer current, @Nullable WriteBuffer leaving) {
  WriteBuffer.@Nullable Write find(Key key) {
    WriteBuffer.Write found = current.find(key);
    return found != null || leaving == null ? found : leaving.find(key);
  }
}
