package dev.cairn.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.multiformats.HashFunction;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.Together;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockFilterTest {

  private static final int SIZE = 20_000;

  /** The multihash of a number, as uniform as a real one. */
  private static Multihash multihash(long number) {
    return Multihash.digest(
        HashFunction.SHA2_256, ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  private static BlockFilter filled(double rate) {
    BlockFilter filter = new BlockFilter(FilterShape.of(SIZE, rate), Seeds.seed());
    for (int i = 0; i < SIZE; i++) {
      filter.add(multihash(i));
    }
    return filter;
  }

  private static long falsePositives(BlockFilter filter, int questions) {
    long found = 0;
    for (int i = 0; i < questions; i++) {
      found += filter.mightContain(multihash(-1L - i)) ? 1 : 0;
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({"0.1", "0.01", "0.001"})
  void a_full_filter_is_wrong_as_often_as_it_was_made_to_be_and_no_more(double rate) {
    BlockFilter filter = filled(rate);
    int questions = 200_000;
    double expected = questions * rate;
    double fourDeviations = 4 * Math.sqrt(expected);

    assertThat((double) falsePositives(filter, questions))
        .isCloseTo(expected, within(fourDeviations + expected * 0.1));
    assertThat(filter.falsePositiveRate()).isCloseTo(rate, within(rate * 0.1));
    assertThat(filter.isSaturated()).isFalse();
  }

  @Test
  void what_was_added_is_never_denied() {
    BlockFilter filter = filled(0.01);

    for (int i = 0; i < SIZE; i++) {
      assertThat(filter.mightContain(multihash(i))).isTrue();
    }
    assertThat(filter.added()).isBetween((long) (SIZE * 0.98), (long) SIZE);
  }

  @Test
  void an_empty_filter_denies_everything() {
    BlockFilter filter = new BlockFilter(FilterShape.of(1, 0.01), 1);

    assertThat(falsePositives(filter, 1000)).isZero();
    assertThat(filter.falsePositiveRate()).isZero();
  }

  @Test
  void more_than_the_filter_is_made_for_saturates_it() {
    BlockFilter filter = filled(0.01);
    double before = filter.falsePositiveRate();

    for (int i = SIZE; i < 2 * SIZE; i++) {
      filter.add(multihash(i));
    }

    assertThat(filter.isSaturated()).isTrue();
    assertThat(filter.falsePositiveRate()).isGreaterThan(5 * before);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 5.4", "0.01, 11.2", "0.001, 17.5", "0.0001, 25.5"})
  void a_filter_is_as_large_as_it_has_to_be_and_not_rounded_up(double rate, double bitsABlock) {
    for (long blocks : new long[] {1_000_000, 1_048_577, 1_900_000, 700_000_000}) {
      FilterShape shape = FilterShape.of(blocks, rate);

      assertThat(shape.bytes() * 8.0 / blocks).isLessThan(bitsABlock);
    }
  }

  @Test
  void a_filter_larger_than_an_array_can_be_is_refused() {
    assertThatThrownBy(() -> FilterShape.of(100_000_000_000L, 0.0001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 GiB");
  }

  @Test
  void threads_that_add_at_once_lose_nothing() {
    BlockFilter filter = new BlockFilter(FilterShape.of(100, 0.5), 7);
    try (Together threads = new Together()) {
      for (int thread = 0; thread < 4; thread++) {
        int first = thread * 5000;
        threads.start(
            () -> {
              for (int i = first; i < first + 5000; i++) {
                filter.add(multihash(i));
                assertThat(filter.mightContain(multihash(i))).isTrue();
              }
            });
      }
    }
    for (int i = 0; i < 20_000; i++) {
      assertThat(filter.mightContain(multihash(i))).isTrue();
    }
  }

  @Test
  void blocks_chosen_to_collide_under_one_seed_do_not_under_another() {
    Random random = Seeds.random();
    BlockFilter known = filled(0.01);
    BlockFilter secret = new BlockFilter(FilterShape.of(SIZE, 0.01), random.nextLong());
    for (int i = 0; i < SIZE; i++) {
      secret.add(multihash(i));
    }
    long chosen = 0;
    long colliding = 0;
    for (long i = -1; chosen < 500; i--) {
      if (known.mightContain(multihash(i))) {
        chosen++;
        colliding += secret.mightContain(multihash(i)) ? 1 : 0;
      }
    }
    assertThat(colliding).isLessThan(50);
  }
}
