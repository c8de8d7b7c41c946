package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.testkit.Broken.BrokenBatch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What may be wrong with batches of a store that cannot hold every key: this one, not the root. */
@SuppressWarnings("ImmutableEnumChecker") // what they make is new at each call
enum RefusalBug implements PlantedBug {
  TAKES_BEHIND_OTHERS_WHAT_IT_REFUSES_ALONE(
      store ->
          new BrokenBatch(store.memoryBatch()) {
            @Override
            public void put(Key key, byte[] value) {
              if (size() == 0) {
                refuse(key);
              }
              super.put(key, value);
            }
          },
      "a_key_that_the_store_cannot_hold_is_refused_at_the_latest_by_the_commit"),

  REFUSES_A_DELETE_THAT_ALONE_DOES_NOTHING(
      store ->
          new RefusingBatch(store.memoryBatch()) {
            @Override
            public void delete(Key key) {
              refuse(key);
              super.delete(key);
            }
          },
      "deleting_a_key_that_the_store_cannot_hold_does_nothing_in_a_batch_either"),

  APPLIES_WHAT_COMES_BEFORE_A_REFUSAL(
      store ->
          new BrokenBatch(store.memoryBatch()) {
            private final Map<Key, byte[]> writes = new LinkedHashMap<>();

            @Override
            public void put(Key key, byte[] value) {
              writes.put(key, value.clone());
            }

            @Override
            public void commit(Durability durability) {
              writes.forEach(store::put);
            }
          },
      "a_key_that_the_store_cannot_hold_is_refused_at_the_latest_by_the_commit");

  private final Function<Rootless, Batch> batch;
  private final Set<String> caughtBy;

  RefusalBug(Function<Rootless, Batch> batch, String... caughtBy) {
    this.batch = batch;
    this.caughtBy = Set.of(caughtBy);
  }

  private static void refuse(Key key) {
    if (key.isRoot()) {
      throw new UnsupportedKeyException("no root here");
    }
  }

  @Override
  public Datastore open(Path directory) {
    return new Rootless(batch);
  }

  @Override
  public boolean supports(Key key) {
    return !key.isRoot();
  }

  @Override
  public Set<String> caughtBy() {
    return caughtBy;
  }

  /** A store that refuses one key, with batches that are to be broken. */
  static final class Rootless extends Broken {
    private final Function<Rootless, Batch> broken;

    Rootless(Function<Rootless, Batch> broken) {
      this.broken = broken;
    }

    Batch memoryBatch() {
      return super.batch();
    }

    @Override
    public void put(Key key, byte[] value) {
      refuse(key);
      super.put(key, value);
    }

    @Override
    public Batch batch() {
      return broken.apply(this);
    }
  }

  /** A batch in which nothing is wrong. */
  static class RefusingBatch extends BrokenBatch {

    RefusingBatch(Batch batch) {
      super(batch);
    }

    @Override
    public void put(Key key, byte[] value) {
      refuse(key);
      super.put(key, value);
    }
  }
}
