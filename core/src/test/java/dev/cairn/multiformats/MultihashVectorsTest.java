package dev.cairn.multiformats;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The vectors of multiformats/multihash; most have truncated digests. The input looks like
 * hexadecimal, but what is hashed is its characters.
 */
class MultihashVectorsTest {
  @Test
  void everyVectorIsReadVerifiedAndMade() {
    List<List<String>> rows = PublishedVectors.rows("multihash-test-cases.csv");
    for (List<String> row : rows) {
      int size = Integer.parseInt(row.get(1)) / Byte.SIZE;
      byte[] input = row.get(2).getBytes(US_ASCII);
      byte[] expected = HexFormat.of().parseHex(row.get(3));

      Multihash multihash = Multihash.fromBytes(expected);
      assertThat(Multicodec.describe(multihash.code())).as("%s", row).startsWith(row.get(0));
      assertThat(multihash.digestSize()).as("%s", row).isEqualTo(size);
      assertThat(multihash.verify(input)).as("%s", row).isTrue();
      assertThat(multihash.verify(Arrays.copyOf(input, input.length + 1))).as("%s", row).isFalse();

      byte[] digest = HashFunction.of(multihash.code()).digest(input);
      Multihash made = Multihash.of(multihash.code(), Arrays.copyOf(digest, size));
      assertThat(made.toBytes()).as("%s", row).isEqualTo(expected);
    }

    assertThat(rows).hasSize(260);
  }
}
