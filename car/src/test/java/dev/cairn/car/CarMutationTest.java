package dev.cairn.car;

import static dev.cairn.car.Archives.archive;
import static dev.cairn.car.Archives.concat;
import static dev.cairn.car.Archives.identity;
import static dev.cairn.car.Archives.linking;
import static dev.cairn.car.Archives.raw;
import static dev.cairn.car.Archives.wrap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Archives made of others by chance are read or refused, and nothing else happens. */
class CarMutationTest {

  private static final int ROUNDS = 5_000;
  private static final int LIMIT = 4096;

  private static final Block LEAF = raw("leaf");
  private static final byte[] SEED =
      archive(
          List.of(LEAF.cid(), LEAF.cid()),
          LEAF,
          identity("inline"),
          linking(LEAF.cid()),
          raw("a longer block of raw bytes"),
          raw(""));

  private final Random random = Seeds.random();

  @Test
  void version_1_is_read_or_refused() {
    mutate(SEED, CarOptions.defaults());
  }

  @Test
  void version_2_is_read_or_refused() {
    mutate(wrap(SEED, 10), CarOptions.defaults());
  }

  @Test
  void an_archive_read_leniently_is_read_or_refused() {
    mutate(
        wrap(concat(SEED, new byte[4]), 10),
        CarOptions.builder()
            .zeroLengthSections(ZeroLengthSections.END_OF_FILE)
            .hashCheck(HashCheck.WHERE_COMPUTABLE)
            .maxHeaderSize(LIMIT)
            .maxSectionSize(LIMIT)
            .build());
  }

  private void mutate(byte[] seed, CarOptions options) {
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutant = mutant(seed, random);
      try (CarReader reader = Archives.open(mutant, options)) {
        long end = 0;
        while (reader.sections().hasNext()) {
          CarSection section = reader.sections().next();
          assertThat(section.offset()).isGreaterThanOrEqualTo(end);
          end = section.offset() + section.length();
          assertThat(end).isLessThanOrEqualTo(mutant.length);
          assertThat(options.hashCheck() != HashCheck.ALL || section.block().isValid()).isTrue();
        }
      } catch (CarFormatException e) {
        refused++;
        assertThat(e.offset()).isBetween(0L, (long) mutant.length);
        assertThat(e).hasMessageStartingWith("test.car, byte ").hasMessageNotContaining("\n");
      }
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - 1);
  }

  /** Up to three changes: a byte set, a bit flipped, a piece cut out, doubled or made of noise. */
  static byte[] mutant(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    for (int change = random.nextInt(3); change >= 0 && bytes.length > 0; change--) {
      int at = random.nextInt(bytes.length);
      int end = at + random.nextInt(Math.min(64, bytes.length - at) + 1);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = concat(Arrays.copyOf(bytes, at), tail(bytes, end));
        case 3 -> bytes = concat(Arrays.copyOf(bytes, end), tail(bytes, at));
        default -> {
          byte[] noise = new byte[end - at];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, bytes, at, noise.length);
        }
      }
    }
    return bytes;
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }
}
