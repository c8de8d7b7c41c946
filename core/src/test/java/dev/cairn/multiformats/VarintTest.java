package dev.cairn.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "127, 7f",
    "128, 8001",
    "255, ff01",
    "300, ac02",
    "16383, ff7f",
    "16384, 808001",
    "2147483647, ffffffff07",
    "72057594037927935, ffffffffffffff7f",
    "72057594037927936, 808080808080808001",
    "9223372036854775807, ffffffffffffffff7f",
  })
  void aValueHasOneFormWhicheverWayItIsWrittenOrRead(long value, String hex) throws IOException {
    byte[] bytes = HEX.parseHex(hex);

    assertThat(Varint.length(value)).isEqualTo(bytes.length);
    assertThat(Varint.encode(value)).isEqualTo(bytes);
    ByteBuffer written = ByteBuffer.allocate(Varint.MAX_LENGTH);
    assertThat(Varint.write(value, written)).isEqualTo(bytes.length);
    assertThat(written.flip()).isEqualTo(ByteBuffer.wrap(bytes));

    assertThat(Varint.read(bytes, 0)).isEqualTo(value);
    assertThat(Varint.read(ByteBuffer.wrap(bytes))).isEqualTo(value);
    assertThat(Varint.read(new ByteArrayInputStream(bytes))).isEqualTo(value);
  }

  @Test
  void aValueIsWrittenAndReadInTheMiddleOfAnArray() {
    byte[] array = new byte[6];

    assertThat(Varint.write(300, array, 3)).isEqualTo(2);

    assertThat(array).containsExactly(0, 0, 0, 0xac, 2, 0);
    assertThat(Varint.read(array, 3)).isEqualTo(300);
    assertThat(Varint.read(array, 3, 5)).isEqualTo(300);
  }

  @Test
  void aBufferMovesPastTheValueAlone() {
    ByteBuffer buffer = ByteBuffer.wrap(HEX.parseHex("00ac0205")).position(1);

    assertThat(Varint.read(buffer)).isEqualTo(300);

    assertThat(buffer.position()).isEqualTo(3);
  }

  @Test
  void aStreamIsReadNoFurtherThanTheValue() throws IOException {
    ByteArrayInputStream stream = new ByteArrayInputStream(HEX.parseHex("ac0205"));

    assertThat(Varint.read(stream)).isEqualTo(300);
    assertThat(Varint.read(stream)).isEqualTo(5);
    assertThat(Varint.read(stream)).isEqualTo(Varint.END_OF_STREAM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8000", "ff00", "ac8200", "80808080808080808000", "808080808080808000"})
  void aLongerFormThanNeededIsRefused(String hex) {
    assertRefused(hex, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"80808080808080808001", "ffffffffffffffffff01", "ffffffffffffffffff"})
  void moreThanNineBytesAreRefused(String hex) {
    assertRefused(hex, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "ffff", "8080808080808080"})
  void aValueThatIsCutShortIsToldApart(String hex) {
    assertRefused(hex, true);
  }

  @Test
  void anEmptyArrayOrBufferIsAValueCutShort() {
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Varint.read(new byte[0], 0))
        .satisfies(e -> assertThat(e.isTruncated()).isTrue());
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Varint.read(ByteBuffer.allocate(0)))
        .satisfies(e -> assertThat(e.isTruncated()).isTrue());
  }

  @Test
  void nothingBeyondTheLimitIsRead() {
    byte[] bytes = HEX.parseHex("00ac02");

    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Varint.read(bytes, 1, 2))
        .withMessage("varint at byte 2: the bytes end before the value does")
        .satisfies(e -> assertThat(e.position()).isEqualTo(2));
  }

  @Test
  void theMessageSaysWhereAndWhy() {
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Varint.read(HEX.parseHex("05ac8200"), 1))
        .withMessage(
            "varint at byte 3: ends in a zero byte, so it is not the shortest form of its value");
  }

  @Test
  void aNegativeValueHasNoForm() {
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Varint.encode(-1))
        .withMessage("varint: -1 is negative");
    assertThatExceptionOfType(MultiformatException.class).isThrownBy(() -> Varint.length(-1));
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Varint.write(Long.MIN_VALUE, ByteBuffer.allocate(9)));
  }

  @Test
  void aValueThatDoesNotFitIsNotWritten() {
    byte[] array = new byte[2];

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Varint.write(300, array, 1));
    assertThatExceptionOfType(BufferOverflowException.class)
        .isThrownBy(() -> Varint.write(300, ByteBuffer.allocate(1)));

    assertThat(array).containsExactly(0, 0);
  }

  private static void assertRefused(String hex, boolean truncated) {
    byte[] bytes = HEX.parseHex(hex);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Varint.read(bytes, 0))
        .satisfies(e -> assertThat(e.isTruncated()).isEqualTo(truncated));
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Varint.read(buffer))
        .satisfies(e -> assertThat(e.isTruncated()).isEqualTo(truncated));
    assertThat(buffer.position()).isZero();
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Varint.read(new ByteArrayInputStream(bytes)))
        .satisfies(e -> assertThat(e.isTruncated()).isEqualTo(truncated));
  }
}
