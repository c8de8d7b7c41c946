package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SnappyTest {

  private final Random random = Seeds.random();

  @Test
  void what_was_compressed_comes_back() {
    for (int round = 0; round < 300; round++) {
      byte[] bytes = new byte[random.nextInt(round < 290 ? 3_000 : 300_000)];
      int letters = 1 + random.nextInt(256);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] =
            i > 70 && random.nextInt(8) > 0
                ? bytes[i - 1 - random.nextInt(70)]
                : (byte) random.nextInt(letters);
      }
      byte[] compressed = org.iq80.snappy.Snappy.compress(bytes);

      assertThat(Snappy.decompress(ByteBuffer.wrap(compressed))).isEqualTo(bytes);
    }
  }

  @Test
  void what_is_no_such_thing_is_refused() {
    byte[] compressed = org.iq80.snappy.Snappy.compress(new byte[1_000]);

    assertThatThrownBy(() -> Snappy.decompress(ByteBuffer.wrap(Arrays.copyOf(compressed, 10))))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> Snappy.decompress(ByteBuffer.wrap(new byte[] {4, 1, 9})))
        .hasMessage("it refers to before its beginning");
  }
}
