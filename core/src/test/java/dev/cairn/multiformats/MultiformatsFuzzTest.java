package dev.cairn.multiformats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random and mutated input is refused by {@link MultiformatException} and nothing else, and what is
 * accepted is written as it was read.
 */
class MultiformatsFuzzTest {
  private static final String SEEDS = "dev.cairn.datastore.Seeds#seeds";
  private static final int ROUNDS = 2_000;
  private static final Multibase[] BASES = Multibase.values();

  @ParameterizedTest(name = "seed {0}")
  @MethodSource(SEEDS)
  void anAcceptedVarintIsTheOneThatIsWritten(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = randomVarint(random);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);

      Optional<Long> value = accepted(() -> Varint.read(bytes, 0));

      assertThat(accepted(() -> Varint.read(buffer))).isEqualTo(value);
      assertThat(acceptedFromStream(bytes)).isEqualTo(value);
      if (value.isPresent()) {
        int length = Varint.length(value.get());
        assertThat(Varint.encode(value.get())).isEqualTo(Arrays.copyOf(bytes, length));
        assertThat(buffer.position()).isEqualTo(length);
      } else {
        assertThat(buffer.position()).isZero();
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource(SEEDS)
  void anyBytesComeBackFromAnyBase(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = randomBytes(random, 80);
      Multibase base = BASES[random.nextInt(BASES.length)];

      assertThat(Multibase.decode(base.encode(bytes))).isEqualTo(bytes);
      assertThat(base.decodeBare(base.encodeBare(bytes))).isEqualTo(bytes);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource(SEEDS)
  void anAcceptedTextIsTheOneThatIsWritten(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Multibase base = BASES[random.nextInt(BASES.length)];
      String text = mutate(random, base.encode(randomBytes(random, 40)));

      accepted(() -> Multibase.decode(text))
          .ifPresent(
              bytes ->
                  assertThat(Multibase.ofText(text).encode(bytes)).isEqualToIgnoringCase(text));
      accepted(() -> base.decodeBare(text))
          .ifPresent(bytes -> assertThat(base.encodeBare(bytes)).isEqualTo(text));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource(SEEDS)
  void acceptedBytesAreThoseOfTheMultihashOrCid(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = mutate(random, randomCid(random).toBytes());

      accepted(() -> Cid.fromBytes(bytes))
          .ifPresent(
              cid -> {
                assertThat(cid.toBytes()).isEqualTo(bytes);
                assertThat(Cid.parse(cid.toString())).isEqualTo(cid);
              });
      accepted(() -> Multihash.fromBytes(bytes))
          .ifPresent(
              multihash -> {
                assertThat(multihash.toBytes()).isEqualTo(bytes);
                assertThat(Multihash.of(multihash.code(), multihash.digest())).isEqualTo(multihash);
              });
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource(SEEDS)
  void aReadThatFailsLeavesTheBufferAndOneThatSucceedsTakesTheCidAlone(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = mutate(random, randomCid(random).toBytes());
      ByteBuffer buffer = ByteBuffer.wrap(bytes);

      Optional<Cid> cid = accepted(() -> Cid.read(buffer));

      assertThat(buffer.position()).isEqualTo(cid.map(Cid::size).orElse(0));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource(SEEDS)
  void anAcceptedTextIsThatOfItsCid(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Cid cid = randomCid(random);
      Multibase base = BASES[random.nextInt(BASES.length)];
      String valid = cid.version() == 0 ? cid.toString() : cid.toString(base);
      String text = mutate(random, valid);

      accepted(() -> Cid.parse(text))
          .ifPresent(
              accepted ->
                  assertThat(
                          accepted.version() == 0
                              ? accepted.toString()
                              : accepted.toString(Multibase.ofText(text)))
                      .isEqualToIgnoringCase(text));
      assertThat(Cid.parse(valid)).isEqualTo(cid);
    }
  }

  /** Returns what an action gives, or nothing if it refuses; any other exception fails the test. */
  private static <T> Optional<T> accepted(Supplier<T> action) {
    try {
      return Optional.of(action.get());
    } catch (MultiformatException refused) {
      return Optional.empty();
    }
  }

  private static Optional<Long> acceptedFromStream(byte[] bytes) throws IOException {
    try {
      long value = Varint.read(new ByteArrayInputStream(bytes));
      return value == Varint.END_OF_STREAM ? Optional.empty() : Optional.of(value);
    } catch (MultiformatException refused) {
      return Optional.empty();
    }
  }

  private static Cid randomCid(Random random) {
    byte[] digest = randomBytes(random, 70);
    return switch (random.nextInt(4)) {
      case 0 -> Cid.v0(Multihash.digest(HashFunction.SHA2_256, digest));
      case 1 -> Cid.rawOf(Multihash.digest(HashFunction.SHA2_256, digest));
      case 2 -> Cid.v1(Multicodec.DAG_CBOR, Multihash.digest(HashFunction.IDENTITY, digest));
      default -> Cid.v1(randomCode(random), Multihash.of(randomCode(random), digest));
    };
  }

  private static long randomCode(Random random) {
    return random.nextLong() >>> (1 + random.nextInt(63));
  }

  /** Continuation bytes are made likely, and so are zeros. */
  private static byte[] randomVarint(Random random) {
    byte[] bytes = randomBytes(random, 12);
    for (int i = 0; i < bytes.length; i++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> bytes[i] |= (byte) 0x80;
        case 2 -> bytes[i] = 0;
        default -> {}
      }
    }
    return bytes;
  }

  private static byte[] randomBytes(Random random, int maxLength) {
    byte[] bytes = new byte[random.nextInt(maxLength + 1)];
    random.nextBytes(bytes);
    int zeros = random.nextInt(8) == 0 ? random.nextInt(bytes.length + 1) : 0;
    Arrays.fill(bytes, 0, zeros, (byte) 0);
    return bytes;
  }

  /** Changes, inserts, removes or cuts at a random place, once or twice, or not at all. */
  private static byte[] mutate(Random random, byte[] bytes) {
    byte[] result = bytes;
    for (int count = random.nextInt(3); count > 0 && result.length > 0; count--) {
      int at = random.nextInt(result.length);
      int next = at + 1;
      byte any = (byte) random.nextInt();
      result =
          switch (random.nextInt(4)) {
            case 0 -> join(result, at, new byte[] {any}, next);
            case 1 -> join(result, at, new byte[] {any}, at);
            case 2 -> join(result, at, new byte[0], next);
            default -> Arrays.copyOf(result, at);
          };
    }
    return result;
  }

  private static byte[] join(byte[] bytes, int end, byte[] middle, int start) {
    return ByteBuffer.allocate(end + middle.length + bytes.length - start)
        .put(bytes, 0, end)
        .put(middle)
        .put(bytes, start, bytes.length - start)
        .array();
  }

  /** As for bytes; characters are mostly ASCII. */
  private static String mutate(Random random, String text) {
    StringBuilder result = new StringBuilder(text);
    for (int count = random.nextInt(3); count > 0 && result.length() > 0; count--) {
      int at = random.nextInt(result.length());
      char any = (char) (random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(128));
      switch (random.nextInt(4)) {
        case 0 -> result.setCharAt(at, any);
        case 1 -> result.insert(at, any);
        case 2 -> result.deleteCharAt(at);
        default -> result.setLength(at);
      }
    }
    return result.toString();
  }
}
