package dev.cairn.multiformats;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class MultibaseTest {
  private static final byte[] HELLO = "Hello World!".getBytes(US_ASCII);

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "base16, f48656c6c6f20576f726c6421",
        "base16upper, F48656C6C6F20576F726C6421",
        "base32, bjbswy3dpeblw64tmmqqq",
        "base32upper, BJBSWY3DPEBLW64TMMQQQ",
        "base32pad, cjbswy3dpeblw64tmmqqq====",
        "base58btc, z2NEpo7TZRRrLZSi2U",
        "base64, mSGVsbG8gV29ybGQh",
        "base64pad, MSGVsbG8gV29ybGQh",
        "base64url, uSGVsbG8gV29ybGQh",
      })
  void textIsWrittenAndReadAsOtherToolsDo(String baseName, String text) {
    Multibase base = Multibase.find(baseName).orElseThrow();

    assertThat(base.encode(HELLO)).isEqualTo(text);
    assertThat(Multibase.ofText(text)).isSameAs(base);
    assertThat(Multibase.decode(text)).isEqualTo(HELLO);
    assertThat(base.encodeBare(HELLO)).isEqualTo(text.substring(1));
    assertThat(base.decodeBare(text.substring(1))).isEqualTo(HELLO);
  }

  @ParameterizedTest
  @EnumSource
  void everyLengthAndValueRoundTrips(Multibase base) {
    for (int length = 0; length <= 64; length++) {
      for (int fill : new int[] {0x00, 0x01, 0x7f, 0x80, 0xaa, 0xff}) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) fill);

        assertThat(Multibase.decode(base.encode(bytes))).isEqualTo(bytes);
        assertThat(base.decodeBare(base.encodeBare(bytes))).isEqualTo(bytes);
        assertThat(base.encodeBare(bytes)).hasSizeLessThanOrEqualTo(base.maxBareLength(length));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void asciiInAnArrayIsTheSameAsText(Multibase base) {
    byte[] source = {9, 0, (byte) 0xff, 3, 7, 9};
    byte[] destination = new byte[100];

    int length = base.encodeToAscii(source, 1, 4, destination, 10);

    String expected = base.encodeBare(new byte[] {0, (byte) 0xff, 3, 7});
    assertThat(new String(destination, 10, length, US_ASCII)).isEqualTo(expected);
    assertThat(destination[9]).isZero();
    assertThat(destination[10 + length]).isZero();
    assertThat(base.decodeAscii(destination, 10, length)).containsExactly(0, 0xff, 3, 7);
  }

  @ParameterizedTest
  @EnumSource
  void noBytesAreNoCharacters(Multibase base) {
    assertThat(base.encode(new byte[0])).isEqualTo(String.valueOf(base.prefix()));
    assertThat(Multibase.decode(String.valueOf(base.prefix()))).isEmpty();
    assertThat(base.encodeBare(new byte[0])).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"BASE10", "BASE36", "BASE36_UPPER"})
  void aNumberIsWhatTheJdkMakesOfIt(Multibase base) {
    int radix = base == Multibase.BASE10 ? 10 : 36;
    byte[] bytes = HexFormat.of().parseHex("ffffffffffffffffffffffffffffffff00000000000000000000");

    assertThat(base.encodeBare(bytes))
        .isEqualToIgnoringCase(new BigInteger(1, bytes).toString(radix));
  }

  @ParameterizedTest
  @EnumSource
  void theDestinationMustHoldTheText(Multibase base) {
    int length = base.encodeBare(HELLO).length();

    assertThat(base.encodeToAscii(HELLO, new byte[length], 0)).isEqualTo(length);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> base.encodeToAscii(HELLO, new byte[length - 1], 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> base.encodeToAscii(HELLO, 5, HELLO.length, new byte[100], 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> base.decodeAscii(HELLO, 5, HELLO.length));
  }

  @Test
  void lettersOfEitherCaseAreReadInTextsWithPrefixAlone() {
    assertThat(Multibase.decode("fAbCd")).containsExactly(0xab, 0xcd);
    assertThat(Multibase.decode("Bjbswy3dp")).isEqualTo("Hello".getBytes(US_ASCII));

    assertRefused(
        () -> Multibase.BASE32_UPPER.decodeBare("jBSWY3DP"),
        "base32upper at character 0: 'j' is not a character of this base");
    assertRefused(
        () -> Multibase.BASE16.decodeBare("abcD"),
        "base16 at character 3: 'D' is not a character of this base");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bjbsw!3dp | base32 at character 5: '!' is not a character of this base",
        "bjb wy3dp | base32 at character 3: U+0020 is not a character of this base",
        "bjbswy3dp= | base32 at character 9: '=' is not a character of this base",
        "bjb=wy3dp | base32 at character 3: '=' is not a character of this base",
        "b1 | base32 at character 1: '1' is not a character of this base",
        "f0g | base16 at character 2: 'g' is not a character of this base",
        "zl | base58btc at character 1: 'l' is not a character of this base",
        "z0 | base58btc at character 1: '0' is not a character of this base",
        "hYB | base32z at character 1: 'Y' is not a character of this base",
        "m-_ | base64 at character 1: '-' is not a character of this base",
        "u+/ | base64url at character 1: '+' is not a character of this base",
        "02 | base2 at character 1: '2' is not a character of this base",
        "78 | base8 at character 1: '8' is not a character of this base",
        "9a | base10 at character 1: 'a' is not a character of this base",
        "k- | base36 at character 1: '-' is not a character of this base",
        "zQm\u00e9 | base58btc at character 3: U+00E9 is not a character of this base",
        "bé | base32 at character 1: U+00E9 is not a character of this base",
        "b\uD83D\uDE80a | base32 at character 1: U+1F680 is not a character of this base",
      })
  void aForeignCharacterIsNamed(String text, String message) {
    assertRefused(() -> Multibase.decode(text), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ba | base32 at character 2: no bytes take 1 characters; the text is cut short",
        "baaa | base32 at character 4: no bytes take 3 characters; the text is cut short",
        "baaaaaa | base32 at character 7: no bytes take 6 characters; the text is cut short",
        "f0 | base16 at character 2: no bytes take 1 characters; the text is cut short",
        "maaaaa | base64 at character 6: no bytes take 5 characters; the text is cut short",
        "00000000 | base2 at character 8: no bytes take 7 characters; the text is cut short",
        "70 | base8 at character 2: no bytes take 1 characters; the text is cut short",
        "bab | base32 at character 2: the last character has bits set that belong to no byte",
        "mab | base64 at character 2: the last character has bits set that belong to no byte",
        "7001 | base8 at character 3: the last character has bits set that belong to no byte",
        "hyb | base32z at character 2: the last character has bits set that belong to no byte",
      })
  void aTextThatNoBytesGiveIsRefused(String text, String message) {
    assertRefused(() -> Multibase.decode(text), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cme===== | base32pad at character 3: 6 padding characters (=) needed, 5 there",
        "cme======= | base32pad at character 3: 6 padding characters (=) needed, 7 there",
        "cme | base32pad at character 3: 6 padding characters (=) needed, 0 there",
        "c======== | base32pad at character 1: 0 padding characters (=) needed, 8 there",
        "MYQ= | base64pad at character 3: 2 padding characters (=) needed, 1 there",
        "MYWJj= | base64pad at character 5: 0 padding characters (=) needed, 1 there",
        "UYQ | base64urlpad at character 3: 2 padding characters (=) needed, 0 there",
        "cm=e===== | base32pad at character 2: '=' is not a character of this base",
      })
  void paddingMustBeWhole(String text, String message) {
    assertRefused(() -> Multibase.decode(text), message);
  }

  @Test
  void aTextWithoutAKnownPrefixIsRefused() {
    assertRefused(() -> Multibase.decode(""), "multibase: the text is empty, its base unknown");
    assertRefused(
        () -> Multibase.decode("Qm"), "multibase at character 0: 'Q' names no base known here");
    assertRefused(
        () -> Multibase.decode("\uD83D\uDE80\uD83D\uDE80"),
        "multibase at character 0: U+1F680 names no base known here");
    assertThat(Multibase.find('?')).isEmpty();
    assertThat(Multibase.find('\uffff')).isEmpty();
    assertThat(Multibase.find("base45")).isEmpty();
  }

  @Test
  void positionsInAnArrayCountFromTheRange() {
    byte[] ascii = "xxME!xx".getBytes(US_ASCII);

    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(() -> Multibase.BASE32_UPPER.decodeAscii(ascii, 2, 3))
        .satisfies(e -> assertThat(e.position()).isEqualTo(2));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"BASE10", "BASE36", "BASE36_UPPER", "BASE58_BTC", "BASE58_FLICKR"})
  void numbersAreLimitedBecauseTheirCostIsTheSquare(Multibase base) {
    byte[] most = new byte[32_768];
    Arrays.fill(most, (byte) 0xff);
    String longest = base.encodeBare(most);

    assertThat(base.decodeBare(longest)).isEqualTo(most);
    assertLimited(() -> base.encodeBare(new byte[32_769]));
    assertLimited(() -> base.maxBareLength(32_769));
    assertLimited(() -> base.decodeBare(longest + longest));
    assertLimited(() -> base.decodeBare(base.encodeBare(new byte[1]).repeat(32_769)));
  }

  private static void assertLimited(Runnable action) {
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(action::run)
        .withMessageEndingWith("this base is limited to 32768 bytes");
  }

  private static void assertRefused(Runnable action, String message) {
    assertThatExceptionOfType(MultiformatException.class)
        .isThrownBy(action::run)
        .withMessage(message);
  }
}
