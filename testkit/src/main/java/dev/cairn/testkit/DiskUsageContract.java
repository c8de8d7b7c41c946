package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Key;
import org.junit.jupiter.api.Test;

/** What {@link DiskUsage} says: the bytes of the store's files, as they are now. */
public abstract class DiskUsageContract extends DatastoreFixture {

  /** Creates the contract for one test. */
  protected DiskUsageContract() {}

  @Test
  void the_disk_usage_grows_with_what_is_put() {
    DiskUsage usage = claimed(DiskUsage.class);
    long before = usage.diskUsage();
    assertThat(before).isNotNegative();
    assumeTrue(persistent(), "the store keeps no files");

    for (int i = 0; i < 50; i++) {
      store().put(Key.of("/large/" + i), Samples.bytes(100_000));
    }
    store().sync(Key.ROOT);

    assertThat(usage.diskUsage() - before).isGreaterThan(3_000_000);
  }
}
