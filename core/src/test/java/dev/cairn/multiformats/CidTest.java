package dev.cairn.multiformats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CidTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] FOO = "foo".getBytes(UTF_8);
  private static final Multihash FOO_SHA256 = Multihash.digest(HashFunction.SHA2_256, FOO);
  private static final String FOO_V0 = "QmRJzsvyCQyizr73Gmms8ZRtvNxmgqumxc2KUp71dfEmoj";
  private static final String FOO_V1 =
      "bafybeibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy";
  private static final String FOO_RAW =
      "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy";

  @Test
  void versionZeroIsTheBareMultihash() {
    Cid cid = Cid.v0(FOO_SHA256);

    assertThat(cid).hasToString(FOO_V0);
    assertThat(cid.version()).isZero();
    assertThat(cid.codec()).isEqualTo(Multicodec.DAG_PB);
    assertThat(cid.multihash()).isEqualTo(FOO_SHA256);
    assertThat(cid.toBytes()).isEqualTo(FOO_SHA256.toBytes());
    assertThat(Cid.parse(FOO_V0)).isEqualTo(cid);
  }

  @Test
  void versionOneHasACodec() {
    Cid cid = Cid.v1(Multicodec.DAG_PB, FOO_SHA256);

    assertThat(cid).hasToString(FOO_V1);
    assertThat(cid.version()).isEqualTo(1);
    assertThat(cid.codec()).isEqualTo(Multicodec.DAG_PB);
    assertThat(cid.multihash()).isEqualTo(FOO_SHA256);
    assertThat(HEX.formatHex(cid.toBytes())).startsWith("01701220").hasSize(72);
    assertThat(Cid.parse(FOO_V1)).isEqualTo(cid);
  }

  /** CIDs that every IPFS node knows: of nothing and of an empty UnixFS directory. */
  @ParameterizedTest
  @CsvSource({
    "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku, 85, 18, ''",
    "QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n, 112, 18, ''",
    "bafkqaaa, 85, 0, ''",
    "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn, 112, 18, 0a020801",
    "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354, 112, 18, 0a020801",
    "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua, 113, 18, a0",
  })
  void wellKnownCidsNameTheirBlocks(String text, long codec, long hash, String block) {
    Cid cid = Cid.parse(text);

    assertThat(cid).hasToString(text);
    assertThat(cid.codec()).isEqualTo(codec);
    assertThat(cid.multihash().code()).isEqualTo(hash);
    assertThat(cid.multihash().verify(HEX.parseHex(block))).isTrue();
  }

  @Test
  void theTwoVersionsNameOneBlockButDiffer() {
    Cid v0 = Cid.parse(FOO_V0);
    Cid v1 = v0.toV1();

    assertThat(v1).hasToString(FOO_V1).isNotEqualTo(v0);
    assertThat(v1.toV1()).isSameAs(v1);
    assertThat(v1.multihash()).isEqualTo(v0.multihash());
  }

  @Test
  void theCodecIsExchanged() {
    Cid v0 = Cid.parse(FOO_V0);

    assertThat(v0.withCodec(Multicodec.DAG_PB)).isSameAs(v0);
    assertThat(v0.withCodec(Multicodec.RAW)).hasToString(FOO_RAW);
    assertThat(Cid.parse(FOO_RAW).withCodec(Multicodec.DAG_PB)).hasToString(FOO_V1);
    assertThat(Cid.rawOf(FOO_SHA256)).hasToString(FOO_RAW);
    assertThatExceptionOfType(MultiformatException.class).isThrownBy(() -> v0.withCodec(-1));
  }

  @ParameterizedTest
  @EnumSource
  void anyMultibaseNamesTheSameVersionOne(Multibase base) {
    Cid cid = Cid.parse(FOO_V1);

    assertThat(Cid.parse(cid.toString(base))).isEqualTo(cid);
  }

  @ParameterizedTest
  @EnumSource
  void aVersionZeroHasNoMultibase(Multibase base) {
    Cid cid = Cid.parse(FOO_V0);

    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Cid.parse(base.encode(cid.toBytes())))
        .withMessageEndingWith(
            "CIDv0: it is written in base58btc without a multibase prefix, never with one");
    if (base == Multibase.BASE58_BTC) {
      assertThat(cid.toString(base)).isEqualTo(FOO_V0);
    } else {
      assertThatExceptionOfType(MultiformatException.class)
          .isThrownBy(() -> cid.toString(base))
          .withMessageContaining("toV1()");
    }
  }

  @Test
  void unknownCodecsAndFunctionsAreCarried() {
    Cid cid = Cid.v1(Long.MAX_VALUE, Multihash.of(0x300000, new byte[] {1, 2, 3}));

    assertThat(Cid.parse(cid.toString())).isEqualTo(cid);
    assertThat(Cid.fromBytes(cid.toBytes())).isEqualTo(cid);
    assertThat(cid.codec()).isEqualTo(Long.MAX_VALUE);
    assertThat(cid.multihash().code()).isEqualTo(0x300000);
  }

  @Test
  void onlyAFullSha256CanBeVersionZero() {
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Cid.v0(Multihash.of(0x12, new byte[20])))
        .withMessage(
            "CIDv0: only a sha2-256 multihash of 32 bytes can be one,"
                + " this is sha2-256 (0x12) of 20 bytes");
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Cid.v0(Multihash.of(0x16, new byte[32])));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''   | CID \"\": multibase: the text is empty, its base unknown",
        "Qm   | CID \"Qm\": CIDv0: 46 characters needed, 2 there",
        "QmRJzsvyCQyizr73Gmms8ZRtvNxmgqumxc2KUp71dfEmo0"
            + " | CID \"QmRJzsvyCQyizr73Gmms8ZRtvNxmgqumxc2KUp71dfEmo0\":"
            + " base58btc at character 45: '0' is not a character of this base",
        "/ipfs/bafkqaaa | CID \"/ipfs/bafkqaaa\": multibase at character 0: '/' names no base known here",
        "f02551200 | CID \"f02551200\": CID version at byte 0: 2 is reserved, its format not defined",
        "f03551200 | CID \"f03551200\": CID version at byte 0: 3 is reserved, its format not defined",
        "f04551200 | CID \"f04551200\": CID version at byte 0: 4 does not exist",
        "f00551200 | CID \"f00551200\": CID version at byte 0:"
            + " 0 is not written: a CIDv0 is a multihash that begins with bytes 12 20",
        "f12   | CID \"f12\": CIDv0 at byte 1: the bytes end before the value does",
        "f1221 | CID \"f1221\": CID version at byte 0: 18 does not exist",
        "f     | CID \"f\": CID version at byte 0: the bytes end before the value does",
        "f01   | CID \"f01\": CID codec at byte 1: the bytes end before the value does",
        "f0155 | CID \"f0155\": multihash code at byte 2: the bytes end before the value does",
        "f01550002ff | CID \"f01550002ff\": multihash digest at byte 4: 2 bytes needed, 1 there",
        "f01550000ff | CID \"f01550000ff\": CID at byte 4: 1 bytes follow its end",
        "f01d5000000 | CID \"f01d5000000\": CID codec at byte 2:"
            + " ends in a zero byte, so it is not the shortest form of its value",
        "f8100550000 | CID \"f8100550000\": CID version at byte 1:"
            + " ends in a zero byte, so it is not the shortest form of its value",
      })
  void aTextThatIsNoCidIsRefusedWithReasonAndPlace(String text, String message) {
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Cid.parse(text))
        .withMessage(message);
  }

  @Test
  void aLongOrUglyTextIsShownInOneShortLine() {
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Cid.parse("?\n" + "a".repeat(1000)))
        .withMessageStartingWith("CID \"??aaaa")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200).doesNotContain("\n"));
  }

  @Test
  void aCidAtTheFrontOfABufferIsReadAndTheRestLeft() {
    Cid v0 = Cid.parse(FOO_V0);
    Cid raw = Cid.parse(FOO_RAW);
    ByteBuffer section = ByteBuffer.allocateDirect(100);
    v0.writeTo(section);
    raw.writeTo(section);
    section.put(FOO).flip();

    assertThat(Cid.read(section)).isEqualTo(v0);
    assertThat(section.position()).isEqualTo(v0.size());
    assertThat(Cid.read(section)).isEqualTo(raw);
    assertThat(section.remaining()).isEqualTo(FOO.length);
    assertThat(raw.multihash().verify(section)).isTrue();
  }

  @Test
  void everyCutWithinACidIsToldApartAndLeavesTheBuffer() {
    for (String text : List.of(FOO_V0, FOO_RAW)) {
      byte[] bytes = Cid.parse(text).toBytes();
      for (int length = 0; length < bytes.length; length++) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        assertThatExceptionOfType(MultiformatException.class)
            .isThrownBy(() -> Cid.read(buffer))
            .satisfies(e -> assertThat(e.isTruncated()).isTrue());
        assertThat(buffer.position()).isZero();
      }
    }
  }

  @Test
  void arraysHandedInAndOutAreCopies() {
    byte[] bytes = Cid.parse(FOO_RAW).toBytes();
    Cid cid = Cid.fromBytes(bytes);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(cid.toBytes(), (byte) 0);
    Arrays.fill(cid.multihash().toBytes(), (byte) 0);

    assertThat(cid).hasToString(FOO_RAW);
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> cid.asReadOnlyBuffer().put((byte) 0));
  }

  @Test
  void equalityHashAndOrderAreThoseOfTheBytes() {
    Cid one = Cid.parse(FOO_RAW);
    Cid same = Cid.fromBytes(one.toBytes());

    assertThat(same).isEqualTo(one).hasSameHashCodeAs(one).isEqualByComparingTo(one);
    assertThat(one).isNotEqualTo(Cid.parse(FOO_V1)).isNotEqualTo(FOO_RAW);
    List<Cid> ordered =
        Stream.of("f01550000", "f0155000100", "f01550001ff", "f01700000", "f018001000100")
            .map(Cid::parse)
            .toList();
    assertThat(ordered.stream().sorted()).containsExactlyElementsOf(ordered);
    assertThat(Cid.parse(FOO_V0)).isGreaterThan(one);
  }
}
