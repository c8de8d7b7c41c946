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
import java.util.stream.Stream;
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
      int way = random.nextInt(3);
      if (way == 0) {
        assertThat(set.mark(multihash)).isEqualTo(!wasThere);
        model.computeIfAbsent(multihash, m -> new HashSet<>());
      } else if (way == 1) {
        set.keep(multihash);
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

  @Test
  void blocks_that_are_kept_while_nobody_marks_are_all_there_when_they_are_asked_for() {
    int kept = 100_000;
    long seed = Seeds.seed();
    Random random = new Random(seed);
    for (int i = 0; i < kept; i++) {
      set.keep(sha2(random));
    }

    Random same = new Random(seed);
    assertThat(Stream.generate(() -> sha2(same)).limit(kept).filter(set::contains)).hasSize(kept);
    assertThat(set.size()).isEqualTo(kept);
    assertThat(set.heapBytes()).isLessThan(48L * kept);
  }

  @Test
  void who_keeps_a_few_blocks_waits_for_nobody_and_who_keeps_very_many_tells_for_how_long() {
    Random random = Seeds.random();
    for (int i = 0; i < 50_000; i++) {
      set.keep(sha2(random));
    }
    assertThat(set.waitedNanos()).isZero();

    for (int i = 0; i < 50_000; i++) {
      set.keep(sha2(random));
    }
    assertThat(set.waitedNanos()).isPositive();
  }

  @Test
  void a_block_that_was_kept_is_there_at_once_whoever_marks_meanwhile() {
    long seed = Seeds.seed();
    int each = 20_000;
    try (Together threads = new Together()) {
      for (int t = 0; t < 3; t++) {
        int keeper = t;
        threads.start(
            () -> {
              Random random = new Random(seed + keeper);
              for (int i = 0; i < each; i++) {
                Multihash block = any(random);
                set.keep(block);
                if (i % 7 == 0) {
                  assertThat(set.contains(block)).isTrue();
                }
              }
            });
      }
      threads.start(
          () -> {
            Random random = new Random(seed);
            for (int i = 0; i < each; i++) {
              Multihash block = any(random);
              set.visit(block, 0x70);
              assertThat(set.visit(block, 0x70)).isFalse();
            }
          });
    }

    Set<Multihash> all = new HashSet<>();
    for (int keeper = 0; keeper < 3; keeper++) {
      Random random = new Random(seed + keeper);
      for (int i = 0; i < each; i++) {
        all.add(any(random));
      }
    }
    assertThat(all.stream().filter(set::contains)).hasSize(all.size());
    assertThat(set.size()).isEqualTo(all.size());
  }
}
