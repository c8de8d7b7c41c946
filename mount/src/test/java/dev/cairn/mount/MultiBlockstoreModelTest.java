package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.mount.Location.Status;
import dev.cairn.mount.Removal.Outcome;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A multi-blockstore of three mounts, each of which fails and is damaged at random, against the
 * rules: the first good copy answers, absent is what every mount says is absent, and anything else
 * is a failure.
 */
class MultiBlockstoreModelTest {

  private static final int STEPS = 4000;

  /** What a mount of the model has of a block. */
  private enum Copy {
    GOOD,
    DAMAGED
  }

  /** A mount of the model, beside the real one. */
  private static final class Modelled {
    final FragileStore store = new FragileStore(Verification.ON_READ);
    final Map<Block, Copy> copies = new HashMap<>();
    boolean broken;

    void damage(Block block) {
      store.damage(block, "damaged!!");
      copies.put(block, Copy.DAMAGED);
    }

    void turn() {
      broken = !broken;
      if (broken) {
        store.breakAll(Operation.GET, Operation.HAS, Operation.SIZE);
      } else {
        store.faults.heal();
      }
    }
  }

  private final Modelled cache = new Modelled();
  private final Modelled trusted = new Modelled();
  private final Modelled writable = new Modelled();
  private final List<Modelled> mounts = List.of(cache, trusted, writable);
  private final List<Block> blocks = new ArrayList<>();

  @BeforeEach
  void fill() {
    for (int i = 0; i < 6; i++) {
      blocks.add(Block.raw(("block number " + i).getBytes(UTF_8)));
    }
  }

  @ParameterizedTest
  @CsvSource({"NEVER, 0", "ON_READ, 0", "NEVER, 1", "ON_READ, 1"})
  void every_answer_is_that_of_the_model(Healing healing, int promotedAfter) {
    Random random = Seeds.random();
    Promotion promotion =
        promotedAfter == 0 ? Promotion.never() : Promotion.afterHits(promotedAfter);
    try (MultiBlockstore multi =
        MultiBlockstore.builder()
            .cache("cache", cache.store.blocks)
            .aux(AuxStore.of("trusted", trusted.store.blocks).trusted())
            .aux(AuxStore.of("writable", writable.store.blocks).writable())
            .options(
                MultiBlockstoreOptions.defaults()
                    .healing(healing)
                    .promotion(promotion)
                    .breakerPolicy(BreakerPolicy.never()))
            .build()) {
      for (int step = 0; step < STEPS; step++) {
        Block block = blocks.get(random.nextInt(blocks.size()));
        switch (random.nextInt(14)) {
          case 0 -> mounts.get(random.nextInt(3)).turn();
          case 1 -> mounts.get(random.nextInt(3)).damage(block);
          case 2, 3 -> put(multi, block);
          case 4 -> overwrite(multi, block);
          case 5 -> delete(multi, block);
          case 6 -> remove(multi, block);
          case 7 -> putIntoWritable(multi, block);
          case 8 -> deleteFromWritable(multi, block);
          case 9 -> locate(multi, block);
          case 10 -> list(multi);
          case 11 -> has(multi, block);
          case 12 -> size(multi, block);
          default -> get(multi, block, healing, promotion);
        }
      }
    }
  }

  private void put(MultiBlockstore multi, Block block) {
    if (cache.broken) {
      assertFails(() -> multi.put(block));
      return;
    }
    multi.put(block);
    if (!cache.copies.containsKey(block)
        && (trusted.broken || !trusted.copies.containsKey(block))) {
      cache.copies.put(block, Copy.GOOD);
    }
  }

  private void overwrite(MultiBlockstore multi, Block block) {
    multi.overwrite(block);
    cache.copies.put(block, Copy.GOOD);
  }

  private void delete(MultiBlockstore multi, Block block) {
    multi.delete(block.cid());
    cache.copies.remove(block);
  }

  private void remove(MultiBlockstore multi, Block block) {
    if (cache.broken) {
      assertFails(() -> multi.remove(block.cid()));
      return;
    }
    Removal removal = multi.remove(block.cid());
    boolean cached = cache.copies.remove(block) != null;
    boolean held =
        List.of(trusted, writable).stream()
            .anyMatch(mount -> !mount.broken && mount.copies.containsKey(block));
    boolean unknown = trusted.broken || writable.broken;
    Outcome expected =
        held
            ? Outcome.STILL_IN
            : unknown ? Outcome.UNKNOWN : cached ? Outcome.DELETED : Outcome.ABSENT;
    assertThat(removal.outcome()).isEqualTo(expected);
    assertThat(removal.removed()).isEqualTo(cached);
  }

  private void putIntoWritable(MultiBlockstore multi, Block block) {
    Blockstore handle = multi.mount("writable").orElseThrow();
    if (writable.broken) {
      assertFails(() -> handle.put(block));
      return;
    }
    handle.put(block);
    writable.copies.putIfAbsent(block, Copy.GOOD);
  }

  private void deleteFromWritable(MultiBlockstore multi, Block block) {
    multi.mount("writable").orElseThrow().delete(block.cid());
    writable.copies.remove(block);
  }

  private void locate(MultiBlockstore multi, Block block) {
    assertThat(multi.locate(block.cid()))
        .extracting(Location::status)
        .isEqualTo(mounts.stream().map(mount -> status(mount, block)).toList());
  }

  private static Status status(Modelled mount, Block block) {
    if (mount.broken) {
      return Status.ERROR;
    }
    Copy copy = mount.copies.get(block);
    if (copy == null) {
      return Status.ABSENT;
    }
    return copy == Copy.GOOD ? Status.FOUND : Status.CORRUPT;
  }

  /** Deduplicating asks the mounts before; those that are broken cannot say. */
  private void list(MultiBlockstore multi) {
    if (mounts.stream().anyMatch(mount -> mount.broken)) {
      return;
    }
    Set<Multihash> expected = new HashSet<>();
    mounts.forEach(
        mount -> mount.copies.keySet().forEach(held -> expected.add(held.cid().multihash())));
    assertThat(multi.list().toList())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private void has(MultiBlockstore multi, Block block) {
    if (mounts.stream().anyMatch(mount -> !mount.broken && mount.copies.containsKey(block))) {
      assertThat(multi.has(block.cid())).isTrue();
    } else if (mounts.stream().anyMatch(mount -> mount.broken)) {
      assertFails(() -> multi.has(block.cid()));
    } else {
      assertThat(multi.has(block.cid())).isFalse();
    }
  }

  private void size(MultiBlockstore multi, Block block) {
    Optional<Modelled> answering =
        mounts.stream()
            .filter(mount -> !mount.broken && mount.copies.containsKey(block))
            .findFirst();
    if (answering.isPresent()) {
      boolean good = answering.get().copies.get(block) == Copy.GOOD;
      assertThat(multi.size(block.cid())).hasValue(good ? block.size() : "damaged!!".length());
    } else if (mounts.stream().anyMatch(mount -> mount.broken)) {
      assertFails(() -> multi.size(block.cid()));
    } else {
      assertThat(multi.size(block.cid())).isEmpty();
    }
  }

  private void get(MultiBlockstore multi, Block block, Healing healing, Promotion promotion) {
    Optional<Modelled> answering =
        mounts.stream().filter(mount -> status(mount, block) == Status.FOUND).findFirst();
    Status inCache = status(cache, block);
    if (answering.isEmpty()) {
      if (mounts.stream().allMatch(mount -> status(mount, block) == Status.ABSENT)) {
        assertThat(multi.get(block.cid())).isEmpty();
      } else {
        assertFails(() -> multi.get(block.cid()));
      }
      return;
    }
    assertThat(multi.get(block.cid()).orElseThrow().toBytes()).isEqualTo(block.toBytes());
    boolean healed =
        healing == Healing.ON_READ && (inCache == Status.CORRUPT || inCache == Status.ERROR);
    if (healed || (promotion.hits() > 0 && inCache == Status.ABSENT)) {
      cache.copies.put(block, Copy.GOOD);
    }
  }

  private static void assertFails(Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(DatastoreException.class);
  }
}
