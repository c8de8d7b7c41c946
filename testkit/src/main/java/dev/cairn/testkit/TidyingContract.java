package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every ability to tidy up does: it gives room back, and nothing else is any different. */
abstract class TidyingContract extends DatastoreFixture {

  private static final int LARGE = 200_000;

  /** Tidies up all of the store; skips the test where it cannot. */
  abstract void tidyUp();

  @Test
  void tidying_up_changes_nothing_that_is_held() {
    Map<Key, byte[]> contents = Samples.tree(50);
    putAll(store(), contents);
    for (int i = 0; i < 50; i += 2) {
      Key deleted = Key.of("/prefix/%dkey%d".formatted(i, i));
      store().delete(deleted);
      contents.remove(deleted);
    }

    tidyUp();
    tidyUp();

    assertThat(Shown.all(store().query(Query.all()))).hasSize(175);
    contents.forEach((key, value) -> assertHolds(store(), key, value));
    if (persistent()) {
      reopened();
      contents.forEach((key, value) -> assertHolds(store(), key, value));
    }
  }

  @Test
  void tidying_up_gives_back_the_room_of_what_was_deleted() {
    Optional<DiskUsage> usage = store().capability(DiskUsage.class);
    assumeTrue(usage.isPresent(), "the store does not say how much room it takes");
    for (int i = 0; i < 50; i++) {
      store().put(Key.of("/large/" + i), Samples.bytes(LARGE + i));
    }
    store().sync(Key.ROOT);
    tidyUp();
    long full = usage.get().diskUsage();
    assertThat(full).isGreaterThan(50 * LARGE / 2);

    for (int i = 0; i < 50; i++) {
      store().delete(Key.of("/large/" + i));
    }
    store().sync(Key.ROOT);
    tidyUp();

    assertThat(usage.get().diskUsage()).isLessThan(full / 2);
  }

  @Test
  void tidying_up_hinders_no_other_call() {
    tidyUp();
    try (Together threads = new Together()) {
      threads.start(
          () -> {
            for (int i = 0; i < 10; i++) {
              tidyUp();
            }
          });
      threads.start(
          () -> {
            for (int i = 0; i < 200; i++) {
              Key key = Key.of("/written/" + i % 20);
              store().put(key, Samples.bytes(i));
              assertHolds(store(), key, Samples.bytes(i));
            }
          });
    }
  }
}
