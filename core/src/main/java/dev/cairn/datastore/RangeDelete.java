package dev.cairn.datastore;

/** The capability to remove a whole range of keys in one step. */
public interface RangeDelete {

  /**
   * Removes every key of {@code range}; no reader sees a part of them gone.
   *
   * @param range the keys
   */
  void deleteRange(KeyRange range);
}
