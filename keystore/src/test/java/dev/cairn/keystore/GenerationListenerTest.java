package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.keystore.Steps.Failure;
import dev.cairn.multiformats.Multihash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever listens hears of each generation that comes and goes. */
class GenerationListenerTest {

  private final Steps steps = new Steps();
  private final FakeDisk disk = new FakeDisk(steps);
  private final List<String> heard = new ArrayList<>();
  private final KeystoreOptions options =
      KeystoreOptions.defaults()
          .withDrainTimeout(Duration.ZERO)
          .withListener(
              (event, generation, bytes) -> heard.add(event + " " + generation + " " + bytes));

  private static void reset(ResettableKeystore keystore) {
    try (Reset reset = keystore.reset()) {
      reset.commit();
    }
  }

  @Test
  void a_reset_puts_one_in_force_and_deletes_another() {
    try (ResettableKeystore keystore = disk.open(options)) {
      reset(keystore);
      assertThat(heard).containsExactly("OPENED gen-1 0", "IN_FORCE gen-2 0", "DELETED gen-1 1");
    }
  }

  @Test
  void one_that_is_still_read_goes_with_its_last_reader() {
    try (ResettableKeystore keystore = disk.open(options)) {
      try (CloseableIterator<Multihash> reader = keystore.get(KeyspacePrefix.ALL)) {
        assertThat(reader.hasNext()).isFalse();
        heard.clear();
        reset(keystore);
        assertThat(heard).containsExactly("IN_FORCE gen-2 0", "STILL_READ gen-1 0");
      }
      assertThat(heard).endsWith("DELETED gen-1 1");
    }
  }

  @Test
  void one_that_cannot_be_deleted_is_swept_by_the_next_reset() {
    try (ResettableKeystore keystore = disk.open(options)) {
      steps.plan(Failure.ERROR, "destroy gen-1");
      assertThatThrownBy(() -> reset(keystore)).isInstanceOf(ResetCleanupException.class);
      assertThat(heard).endsWith("NOT_DELETED gen-1 0");
      heard.clear();
      reset(keystore);
      assertThat(heard).containsExactly("SWEPT gen-1 1", "IN_FORCE gen-3 0", "DELETED gen-2 1");
    }
  }

  @Test
  void one_that_an_earlier_process_left_is_swept_at_opening() {
    disk.open().close();
    disk.plant("gen-9");
    disk.open(options).close();
    assertThat(heard).containsExactly("OPENED gen-1 0", "SWEPT gen-9 1");
  }

  @Test
  void a_listener_that_throws_changes_nothing() {
    KeystoreOptions throwing =
        options.withListener(
            (event, generation, bytes) -> {
              throw new IllegalStateException("not now");
            });
    try (ResettableKeystore keystore = disk.open(throwing)) {
      keystore.put(Samples.numbered(0, 10));
      reset(keystore);
      assertThat(keystore.size()).isZero();
      assertThat(disk.names()).containsExactly("gen-2");
    }
  }
}
