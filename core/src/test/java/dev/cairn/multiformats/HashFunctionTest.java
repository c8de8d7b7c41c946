package dev.cairn.multiformats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HashFunctionTest {
  private static final HexFormat HEX = HexFormat.of();

  /** From the functions' own specifications and their authors' test vectors. */
  @ParameterizedTest
  @CsvSource({
    "identity, abc, 616263",
    "sha1, abc, a9993e364706816aba3e25717850c26c9cd0d89d",
    "sha2-224, abc, 23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
    "sha2-256, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha3-224, '', 6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7",
    "sha3-256, '', a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a",
    "dbl-sha2-256, hello, 9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50",
    "blake2s-256, abc, 508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982",
    "blake3, '', af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
    "keccak-256, '', c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    "shake-128, '', 7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
  })
  void digestsAreThoseOfTheSpecifications(String name, String data, String digest) {
    HashFunction function = HashFunction.find(name).orElseThrow();

    assertThat(HEX.formatHex(function.digest(data.getBytes(UTF_8)))).isEqualTo(digest);
    assertThat(function.name()).isEqualTo(name).hasToString(function.toString());
  }

  /** RFC 7693 appendix A, and FIPS 180-4's example. */
  @ParameterizedTest
  @CsvSource({
    "blake2b-512, ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
        + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
    "sha2-512, ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    "sha2-384, cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
        + "8086072ba1e7cc2358baeca134c825a7",
    "sha2-512-256, 53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
    "sha3-512, b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
        + "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0",
  })
  void digestsOfAbcAreThoseOfTheSpecifications(String name, String digest) {
    HashFunction function = HashFunction.find(name).orElseThrow();

    assertThat(HEX.formatHex(function.digest("abc".getBytes(UTF_8)))).isEqualTo(digest);
  }

  static Iterable<HashFunction> all() {
    return HashFunction.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyBufferGivesTheDigestOfItsRemainingBytesAndStaysWhereItIs(HashFunction function) {
    byte[] data = new byte[20_000];
    new Random(function.code()).nextBytes(data);
    byte[] expected = function.digest(data);

    ByteBuffer heap = ByteBuffer.allocate(data.length + 2).put(1, data).position(1).limit(20_001);
    ByteBuffer direct = ByteBuffer.allocateDirect(data.length + 2).put(1, data);
    direct.position(1).limit(20_001);

    for (ByteBuffer buffer :
        new ByteBuffer[] {heap, heap.slice(), heap.asReadOnlyBuffer(), direct}) {
      int position = buffer.position();
      assertThat(function.digest(buffer)).isEqualTo(expected);
      assertThat(buffer.position()).isEqualTo(position);
      assertThat(buffer.remaining()).isEqualTo(data.length);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFunctionHasARowOfTheTableAndItsSize(HashFunction function) {
    Multicodec row = Multicodec.find(function.code()).orElseThrow();

    assertThat(row.tag()).isEqualTo(Multicodec.TAG_MULTIHASH);
    assertThat(row.name()).isEqualTo(function.name());
    assertThat(HashFunction.of(function.code())).isSameAs(function);
    assertThat(function.isAvailable()).isTrue();
    if (function != HashFunction.IDENTITY) {
      assertThat(function.digest(new byte[0])).hasSize(function.digestSize());
    }
    if (function.name().startsWith("blake2") || function.name().startsWith("keccak")) {
      assertThat(function.name()).endsWith("-" + function.digestSize() * Byte.SIZE);
    }
  }

  @Test
  void anUnknownFunctionIsNamed() {
    assertThat(HashFunction.find(0xd4)).isEmpty();
    assertThat(HashFunction.find("no-such-function")).isEmpty();
    assertThatExceptionOfType(UnsupportedHashException.class)
        .isThrownBy(() -> HashFunction.of(0xd4))
        .withMessage("hash function md4 (0xd4): Cairn does not implement it")
        .satisfies(e -> assertThat(e.code()).isEqualTo(0xd4));
    assertThatExceptionOfType(UnsupportedHashException.class)
        .isThrownBy(() -> HashFunction.of(0x123456))
        .withMessageContaining("0x123456 (not in the multicodec table)");
  }

  @Test
  void manyThreadsHashAtOnce() {
    byte[][] data = new byte[64][];
    byte[][] expected = new byte[64][];
    for (int i = 0; i < data.length; i++) {
      data[i] = new byte[i * 7];
      expected[i] = HashFunction.SHA2_256.digest(data[i]);
    }

    boolean allRight =
        IntStream.range(0, 100_000)
            .parallel()
            .map(i -> i % data.length)
            .allMatch(i -> Arrays.equals(HashFunction.SHA2_256.digest(data[i]), expected[i]));

    assertThat(allRight).isTrue();
  }
}
