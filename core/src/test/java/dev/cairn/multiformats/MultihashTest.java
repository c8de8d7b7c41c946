package dev.cairn.multiformats;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultihashTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] FOO = "foo".getBytes(UTF_8);
  private static final Multihash FOO_SHA256 = Multihash.digest(HashFunction.SHA2_256, FOO);
  private static final String FOO_HEX =
      "12202c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

  @Test
  void aDigestIsPrecededByItsCodeAndSize() {
    assertThat(HEX.formatHex(FOO_SHA256.toBytes())).isEqualTo(FOO_HEX);
    assertThat(FOO_SHA256.code()).isEqualTo(0x12);
    assertThat(FOO_SHA256.digestSize()).isEqualTo(32);
    assertThat(FOO_SHA256.size()).isEqualTo(34);
    assertThat(HEX.formatHex(FOO_SHA256.digest())).isEqualTo(FOO_HEX.substring(4));
    assertThat(FOO_SHA256.isIdentity()).isFalse();
  }

  /** The keys that Kubo gives these blocks. */
  @ParameterizedTest
  @CsvSource({
    "'', CIQOHMGEIKMPYHAUTL57JSEZN64SIJ5OIHSGJG4TJSSJLGI3PBJLQVI",
    "foo, CIQCYJVUNNUP7RUP7GNUKPA5GBATIE2CFVYGJA57UD4YUXUIMJTOPLQ",
    "bar, CIQPZXRLF3N2K27UBBQB7NZB72NVYM4NCDXEFHVAJ6XFKENWR67Y7OI",
    "some data, CIQBGB4ZBZV2LSQUL2ZV5GIYFKN6YRSTDPCU3X3FNJQCY6APUASA33Q",
  })
  void theKeyOfABlockIsItsMultihashInUpperCaseBase32(String data, String key) {
    Multihash multihash = Multihash.digest(HashFunction.SHA2_256, data.getBytes(UTF_8));
    byte[] ascii = new byte[60];

    int length = multihash.encodeToAscii(Multibase.BASE32_UPPER, ascii, 2);

    assertThat(new String(ascii, 2, length, US_ASCII)).isEqualTo(key);
    assertThat(multihash.toString(Multibase.BASE32_UPPER)).isEqualTo("B" + key);
    assertThat(Multihash.fromBytes(Multibase.BASE32_UPPER.decodeBare(key))).isEqualTo(multihash);
  }

  @Test
  void theTextIsBase58AndReadsBack() {
    String text = "QmRJzsvyCQyizr73Gmms8ZRtvNxmgqumxc2KUp71dfEmoj";

    assertThat(FOO_SHA256).hasToString(text);
    assertThat(Multihash.parse(text)).isEqualTo(FOO_SHA256);
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Multihash.parse("Qm0"))
        .withMessage(
            "multihash \"Qm0\": base58btc at character 2: '0' is not a character of this base");
  }

  @Test
  void oneThatIsTooLongForBase58HasATextAllTheSame() {
    Multihash longest = Multihash.of(0, new byte[32_764]);
    Multihash tooLong = Multihash.of(0, new byte[32_765]);

    assertThat(Multihash.parse(longest.toString())).isEqualTo(longest);
    assertThat(tooLong).hasToString(tooLong.toString(Multibase.BASE32));
  }

  @Test
  void dataIsVerified() {
    assertThat(FOO_SHA256.verify(FOO)).isTrue();
    assertThat(FOO_SHA256.verify("fop".getBytes(UTF_8))).isFalse();
    ByteBuffer buffer = ByteBuffer.wrap("xfoox".getBytes(UTF_8)).position(1).limit(4);
    assertThat(FOO_SHA256.verify(buffer)).isTrue();
    assertThat(buffer.position()).isEqualTo(1);
    assertThat(Multihash.digest(0x12, buffer)).isEqualTo(FOO_SHA256);
    assertThat(Multihash.digest(0x12, FOO)).isEqualTo(FOO_SHA256);
  }

  @Test
  void anIdentityMultihashIsItsData() {
    Multihash multihash = Multihash.digest(HashFunction.IDENTITY, FOO);

    assertThat(HEX.formatHex(multihash.toBytes())).isEqualTo("0003666f6f");
    assertThat(multihash.isIdentity()).isTrue();
    assertThat(multihash.digest()).isEqualTo(FOO);
    assertThat(multihash.verify(FOO)).isTrue();
    assertThat(multihash.verify("fo".getBytes(UTF_8))).isFalse();
    assertThat(multihash.verify("food".getBytes(UTF_8))).isFalse();
    assertThat(Multihash.of(0, new byte[0]).verify(new byte[0])).isTrue();
    assertThat(Multihash.of(0, new byte[0]).verify(FOO)).isFalse();
  }

  @Test
  void aTruncatedDigestIsComparedWithTheStartOfTheFullOne() {
    byte[] full = FOO_SHA256.digest();

    for (int size = 1; size <= full.length; size++) {
      Multihash truncated = Multihash.of(0x12, Arrays.copyOf(full, size));
      assertThat(truncated.verify(FOO)).isTrue();
      assertThat(truncated.verify(new byte[0])).isFalse();
    }
  }

  @Test
  void anEmptyOrTooLongDigestVerifiesNothing() {
    assertThat(Multihash.of(0x12, new byte[0]).verify(FOO)).isFalse();
    assertThat(Multihash.of(0x12, Arrays.copyOf(FOO_SHA256.digest(), 33)).verify(FOO)).isFalse();
  }

  @Test
  void anExtendableFunctionGivesAsManyBytesAsTheMultihashHas() {
    byte[] digest =
        HEX.parseHex(
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
                + "e00f03e7b69af26b7faaf09fcd333050338ddfe085b8cc869ca98b206c08243a");

    for (int size : new int[] {1, 20, 32, 33, 64}) {
      assertThat(Multihash.of(0x1e, Arrays.copyOf(digest, size)).verify(new byte[0])).isTrue();
    }
  }

  @Test
  void anUnknownFunctionIsCarriedButNotVerified() {
    Multihash multihash = Multihash.of(0x300000, new byte[] {1, 2});

    assertThat(Multihash.fromBytes(multihash.toBytes())).isEqualTo(multihash);
    assertThat(multihash.code()).isEqualTo(0x300000);
    assertThat(multihash.digest()).containsExactly(1, 2);
    assertThatExceptionOfType(UnsupportedHashException.class)
        .isThrownBy(() -> multihash.verify(FOO))
        .withMessageContaining("0x300000");
    assertThatExceptionOfType(UnsupportedHashException.class)
        .isThrownBy(() -> Multihash.digest(0x300000, FOO));
  }

  @Test
  void theLargestCodeIsCarried() {
    Multihash multihash = Multihash.of(Long.MAX_VALUE, new byte[200]);

    assertThat(multihash.size()).isEqualTo(9 + 2 + 200);
    assertThat(multihash.code()).isEqualTo(Long.MAX_VALUE);
    assertThat(multihash.digestSize()).isEqualTo(200);
    assertThat(Multihash.fromBytes(multihash.toBytes())).isEqualTo(multihash);
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Multihash.of(-1, new byte[0]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''       | true  | multihash code at byte 0: the bytes end before the value does",
        "12       | true  | multihash size at byte 1: the bytes end before the value does",
        "1202ff   | true  | multihash digest at byte 2: 2 bytes needed, 1 there",
        "12ffffffffffffffff7f | true | multihash digest at byte 10: 9223372036854775807 bytes needed, 0 there",
        "1201ffff | false | multihash at byte 3: 1 bytes follow its end",
        "920001ff | false | multihash code at byte 1: ends in a zero byte, so it is not the shortest form of its value",
        "128100ff | false | multihash size at byte 2: ends in a zero byte, so it is not the shortest form of its value",
      })
  void malformedBytesAreRefused(String hex, boolean truncated, String message) {
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Multihash.fromBytes(HEX.parseHex(hex)))
        .withMessage(message)
        .satisfies(e -> assertThat(e.isTruncated()).isEqualTo(truncated));
  }

  @Test
  void aBufferMovesPastTheMultihashOrNotAtAll() {
    ByteBuffer buffer = ByteBuffer.wrap(HEX.parseHex("ff" + FOO_HEX + "1202ff")).position(1);

    assertThat(Multihash.read(buffer)).isEqualTo(FOO_SHA256);
    assertThat(buffer.position()).isEqualTo(35);
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Multihash.read(buffer))
        .withMessage("multihash digest at byte 37: 2 bytes needed, 1 there");
    assertThat(buffer.position()).isEqualTo(35);
  }

  @Test
  void arraysHandedInAndOutAreCopies() {
    byte[] bytes = HEX.parseHex(FOO_HEX);
    Multihash multihash = Multihash.fromBytes(bytes);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(multihash.toBytes(), (byte) 0);
    Arrays.fill(multihash.digest(), (byte) 0);

    assertThat(multihash).isEqualTo(FOO_SHA256);
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> multihash.asReadOnlyBuffer().put((byte) 0));
  }

  @Test
  void theBytesGoIntoABuffer() {
    ByteBuffer buffer = ByteBuffer.allocate(36).position(1);

    FOO_SHA256.writeTo(buffer);

    assertThat(buffer.position()).isEqualTo(35);
    assertThat(buffer.slice(1, 34)).isEqualTo(FOO_SHA256.asReadOnlyBuffer());
    assertThatExceptionOfType(BufferOverflowException.class)
        .isThrownBy(() -> FOO_SHA256.writeTo(buffer));
  }

  @Test
  void aMultihashWithinACidIsEqualToOneOfItsOwn() {
    Multihash within = Cid.rawOf(FOO_SHA256).multihash();

    assertThat(within).isEqualTo(FOO_SHA256).hasSameHashCodeAs(FOO_SHA256);
    assertThat(within).isEqualByComparingTo(FOO_SHA256).hasToString(FOO_SHA256.toString());
    assertThat(within.toBytes()).isEqualTo(FOO_SHA256.toBytes());
    assertThat(within.asReadOnlyBuffer()).isEqualTo(FOO_SHA256.asReadOnlyBuffer());
    assertThat(within.verify(FOO)).isTrue();
    assertThat(within).isNotEqualTo(Multihash.of(0x12, new byte[32])).isNotEqualTo("text");
  }

  @Test
  void theOrderIsThatOfUnsignedBytes() {
    List<Multihash> ordered =
        Stream.of("000100", "00017f", "000180", "0001ff", "000200ff", "1201ff", "80010100")
            .map(hex -> Multihash.fromBytes(HEX.parseHex(hex)))
            .toList();

    assertThat(ordered.stream().sorted()).containsExactlyElementsOf(ordered);
  }
}
