package dev.cairn.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.Together;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BlockSetTest {

  private final BlockSet set = new BlockSet();

  private static Multihash sha2(Random random) {
    byte[] digest = new byte[32];
    random.nextBytes(digest);
    return Multihash.of(0x12, digest);
  }

  @Test
  void it_answers_as_a_set_and_a_map_to_codecs_would() {
    Random random = Seeds.random();
    Map<Multihash, Set<Long>> model = new HashMap<>();
    List<Multihash> known = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      Multihash multihash =
          known.isEmpty() || random.nextBoolean()
              ? any(random)
              : known.get(random.nextInt(known.size()));
      known.add(multihash);
      boolean wasThere = model.containsKey(multihash);
      assertThat(set.contains(multihash)).isEqualTo(wasThere);
      if (random.nextBoolean()) {
        assertThat(set.mark(multihash)).isEqualTo(!wasThere);
        model.computeIfAbsent(multihash, m -> new HashSet<>());
      } else {
        long codec = random.nextInt(12);
        boolean isNew = model.computeIfAbsent(multihash, m -> new HashSet<>()).add(codec);
        assertThat(set.visit(multihash, codec)).isEqualTo(isNew);
      }
    }
    assertThat(set.size()).isEqualTo(model.size());
  }

  /** Digests of all lengths and functions, some differing in their zeros or lengths alone. */
  private static Multihash any(Random random) {
    if (random.nextInt(4) > 0) {
      return sha2(random);
    }
    byte[] digest = new byte[random.nextInt(300)];
    if (random.nextBoolean()) {
      random.nextBytes(digest);
    }
    return Multihash.of(random.nextInt(4) == 0 ? 0xb220 : 0x12 + random.nextInt(3), digest);
  }

  @Test
  void a_sha2_multihash_takes_less_than_48_bytes_whether_leaf_or_node() {
    Random random = Seeds.random();
    for (int i = 1; i <= 400_000; i++) {
      boolean isLeaf = random.nextBoolean();
      boolean isNew = isLeaf ? set.mark(sha2(random)) : set.visit(sha2(random), 0x70);
      assertThat(isNew).isTrue();
      if (i >= 100_000 && i % 1_000 == 0) {
        assertThat(set.heapBytes()).as("for %s", i).isLessThan(48L * i);
      }
    }
  }

  @Test
  void many_threads_add_each_block_once() {
    long seed = Seeds.seed();
    AtomicLong added = new AtomicLong();
    try (Together threads = new Together()) {
      for (int t = 0; t < 4; t++) {
        threads.start(
            () -> {
              Random same = new Random(seed);
              for (int i = 0; i < 50_000; i++) {
                if (set.visit(sha2(same), 0x70)) {
                  added.incrementAndGet();
                }
              }
            });
      }
    }

    assertThat(added).hasValue(50_000);
    assertThat(set.size()).isEqualTo(50_000);
  }
}
