package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Datastore} says of itself: it claims what it can do, all of it and nothing
 * else. That each ability does what it says is proved by the contract of that ability, such as
 * {@link SnapshotsContract}, which is skipped where it is not claimed; this one sees to it that
 * none is skipped by mistake.
 */
public abstract class CapabilityContract extends DatastoreFixture {

  /** Creates the contract for one test. */
  protected CapabilityContract() {}

  /** {@return the interfaces of {@code dev.cairn.datastore} that the store is to claim} */
  protected abstract Set<Class<?>> capabilities();

  @Test
  void exactly_what_was_promised_is_claimed() {
    Set<Class<?>> claimed =
        Capabilities.ALL.stream()
            .filter(ability -> store().capability(ability).isPresent())
            .collect(Collectors.toSet());

    assertThat(claimed).as("what %s claims", store()).isEqualTo(capabilities());
    assertThat(Capabilities.ALL).as("what a store may claim").containsAll(capabilities());
  }

  @Test
  void every_store_is_a_datastore_and_none_is_what_nobody_knows() {
    assertThat(store().capability(Datastore.class)).isPresent();
    assertThat(store().capability(NoStoreCanDoThis.class)).isEmpty();
  }

  @Test
  void the_answer_is_the_same_whatever_was_done_before() {
    store().put(Key.of("/key"), Samples.bytes("value"));

    exactly_what_was_promised_is_claimed();
    exactly_what_was_promised_is_claimed();
    if (persistent()) {
      reopened();
      exactly_what_was_promised_is_claimed();
    }
  }

  /** An ability that nobody has, since it is declared here. */
  private interface NoStoreCanDoThis {}
}
