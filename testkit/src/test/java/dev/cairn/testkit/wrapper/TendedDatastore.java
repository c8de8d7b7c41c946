package dev.cairn.testkit.wrapper;

import dev.cairn.datastore.KeyRange;
import dev.cairn.testkit.AbleDatastore;
import dev.cairn.testkit.SettableClock;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The able store, which can be told of damage, and remembers how it was tended. */
final class TendedDatastore extends AbleDatastore {

  /** The time of its own clock, which stands. */
  static final Instant START = Instant.parse("2026-01-02T03:04:05.000000006Z");

  /** What {@link #check} finds and {@link #scrub} mends. */
  final List<String> damage = new ArrayList<>();

  final List<KeyRange> compacted = new ArrayList<>();
  int garbageCollections;

  TendedDatastore() {
    this(new SettableClock(START));
  }

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
