package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Scrub;
import java.util.List;
import java.util.Map;

/** What a {@link Scrub} does: it finds damage, and leaves a store that is sound. */
public abstract class ScrubContract extends InspectionContract {

  /** Creates the contract for one test. */
  protected ScrubContract() {}

  @Override
  final List<String> inspect(Datastore store) {
    claimed(Scrub.class);
    return Datastores.require(store, Scrub.class).scrub();
  }

  @Override
  final void assertLeftAsPromised(Datastore store, Map<Key, byte[]> contents) {
    assertThat(inspect(store)).as("what a second scrub finds").isEmpty();
    assertThat(showsOnlyWhatWasPut(store, contents, 0)).as("what is left is sound").isTrue();
  }
}
