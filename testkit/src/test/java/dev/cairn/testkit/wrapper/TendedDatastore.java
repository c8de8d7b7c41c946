package dev.cairn.testkit.wrapper;

import dev.cairn.datastore.KeyRange;
import dev.cairn.testkit.AbleDatastore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The able store, which can be told of damage, and remembers how it was tended. */
final class TendedDatastore extends AbleDatastore {

  /** What {@link #check} finds and {@link #scrub} mends. */
  final List<String> damage = new ArrayList<>();

  final List<KeyRange> compacted = new ArrayList<>();
  int garbageCollections;

  TendedDatastore(Clock clock) {
    super(null, clock);
  }

  @Override
  public void compact(KeyRange range) {
    compacted.add(range);
    super.compact(range);
  }

  @Override
  public void collectGarbage() {
    garbageCollections++;
    super.collectGarbage();
  }

  @Override
  public List<String> check() {
    List<String> found = new ArrayList<>(super.check());
    found.addAll(damage);
    return found;
  }

  @Override
  public List<String> scrub() {
    List<String> mended = new ArrayList<>(super.scrub());
    mended.addAll(damage);
    damage.clear();
    return mended;
  }
}
