package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Check;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import java.util.List;
import java.util.Map;

/** What a {@link Check} does: it finds damage, and changes nothing. */
public abstract class CheckContract extends InspectionContract {

  /** Creates the contract for one test. */
  protected CheckContract() {}

  @Override
  final List<String> inspect(Datastore store) {
    claimed(Check.class);
    return Datastores.require(store, Check.class).check();
  }

  @Override
  final void assertLeftAsPromised(Datastore store, Map<Key, byte[]> contents) {
    assertThat(inspect(store)).as("the damage is still there for a second check").isNotEmpty();
  }
}
