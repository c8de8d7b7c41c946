package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;

import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link Compaction} does: what was deleted or overwritten in a range gives its room back. */
public abstract class CompactionContract extends TidyingContract {

  /** Creates the contract for one test. */
  protected CompactionContract() {}

  @Override
  final void tidyUp() {
    claimed(Compaction.class).compact(KeyRange.ALL);
  }

  @Test
  void any_range_may_be_compacted() {
    Map<Key, byte[]> contents = Samples.tree(20);
    putAll(store(), contents);

    for (KeyRange range :
        new KeyRange[] {
          KeyRange.below(Key.of("/prefix")),
          KeyRange.below(Key.of("/nothing/here")),
          KeyRange.ALL.from(Key.of("/prefix/3key3")).before(Key.of("/prefix/7key7")),
          KeyRange.ALL.from(Key.of("/b")).before(Key.of("/a"))
        }) {
      claimed(Compaction.class).compact(range);
    }

    contents.forEach((key, value) -> assertHolds(store(), key, value));
  }
}
