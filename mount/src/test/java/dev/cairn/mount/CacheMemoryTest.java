package dev.cairn.mount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.HashFunction;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.ForkedJvm;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What is said of the memory of the cache and of the filter. */
class CacheMemoryTest {

  private static final int ENTRIES = 100_000;

  /** Prints how many bytes of heap a full cache takes an entry, in a JVM that does nothing else. */
  static final class Measurement {
    private Measurement() {}

    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    public static void main(String[] arguments) {
      CachedBlockstore cache =
          CachedBlockstore.builder(DatastoreBlockstore.on(new MemoryDatastore()))
              .maxEntries(ENTRIES)
              .build();
      cache.has(cid(-1));
      long before = used();
      for (int i = 0; i < ENTRIES; i++) {
        cache.has(cid(i));
      }
      long after = used();
      System.out.println((after - before) / cache.statistics().entries());
    }

    private static long used() {
      for (int i = 0; i < 5; i++) {
        System.gc();
      }
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static Cid cid(long number) {
      return Cid.rawOf(
          Multihash.digest(
              HashFunction.SHA2_256, ByteBuffer.allocate(Long.BYTES).putLong(0, number)));
    }
  }

  @Test
  void an_entry_of_the_cache_takes_about_180_bytes() {
    ForkedJvm.Outcome outcome =
        ForkedJvm.of(Measurement.class).withOption("-Xmx256m").run().expectSuccess();

    assertThat(Long.parseLong(outcome.lines().get(0))).isBetween(120L, 190L);
  }

  @Test
  void a_filter_takes_as_many_bytes_a_block_as_is_said() {
    assertThat(FilterShape.of(1_000_000, 0.01).bytes()).isLessThan(1_300_000);
    assertThat(FilterShape.of(1_000_000, 0.001).bytes()).isLessThan(2_000_000);
    assertThat(FilterShape.of(1_000_000, 0.0001).bytes()).isLessThan(2_800_000);
  }
}
