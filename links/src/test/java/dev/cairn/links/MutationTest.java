package dev.cairn.links;

import static dev.cairn.links.Extraction.INLINE;
import static dev.cairn.links.Extraction.V0;
import static dev.cairn.links.Extraction.V1;
import static dev.cairn.links.Extraction.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.testkit.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Blocks made of others by chance are read or refused, and nothing else happens. */
class MutationTest {

  private static final int ROUNDS = 5_000;

  private final Random random = Seeds.random();

  @Test
  void dag_pb_is_read_or_refused() {
    byte[] hash = bytes(0x0a, V0.size(), V0);
    byte[] named = bytes(0x0a, V1.size(), V1, 0x12, 4, "name", 0x18, 0xac, 0x02);

    mutate(
        Multicodec.DAG_PB,
        bytes(0x12, hash.length, hash, 0x12, named.length, named, 0x0a, 4, "data"));
  }

  @Test
  void dag_cbor_is_read_or_refused() {
    byte[] link = DagCborTest.link(V1);

    mutate(
        Multicodec.DAG_CBOR,
        bytes(0xa2, 0x61, "a", 0x83, link, 0x18, 0xff, 0x9f, link, 0xff, 0x61, "b", 0x43, "raw"));
  }

  @Test
  void dag_json_is_read_or_refused() {
    String text = "{\"a\":[{\"/\":\"%s\"},1.5e3,null],\"b\":{\"/\":{\"bytes\":\"aGk\"}}}";

    mutate(Multicodec.DAG_JSON, text.formatted(INLINE).getBytes(UTF_8));
  }

  private void mutate(long codec, byte[] seed) {
    assertThat(Extraction.linksOf(codec, seed)).isNotEmpty();
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Block block = Block.of(codec, mutant(seed));
      try {
        Links.standard().of(block);
      } catch (CorruptDataException e) {
        refused++;
        assertThat(e).hasMessageContaining(block.cid().toString());
      }
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - 1);
  }

  /** Up to four changes: a byte set, a bit flipped, a piece cut out, doubled or made of noise. */
  private byte[] mutant(byte[] seed) {
    byte[] bytes = seed.clone();
    for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
      int at = random.nextInt(bytes.length);
      int end = at + random.nextInt(Math.min(16, bytes.length - at) + 1);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = bytes(Arrays.copyOf(bytes, at), tail(bytes, end));
        case 3 -> bytes = bytes(Arrays.copyOf(bytes, end), tail(bytes, at));
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
