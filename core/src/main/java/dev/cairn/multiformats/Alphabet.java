package dev.cairn.multiformats;

import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.Locale;

/** The characters of a base, all of them ASCII, by ascending value. */
@Immutable
final class Alphabet {
  private static final String DIGITS_58 = "123456789";
  private static final String UPPER_58 = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final String LOWER_58 = "abcdefghijkmnopqrstuvwxyz";
  private static final String RFC4648_62 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  static final Alphabet BINARY = exact("01");
  static final Alphabet OCTAL = exact("01234567");
  static final Alphabet DECIMAL = exact("0123456789");
  static final Alphabet HEX = eitherCase("0123456789abcdef");
  static final Alphabet RFC4648_32 = eitherCase("abcdefghijklmnopqrstuvwxyz234567");
  static final Alphabet RFC4648_32_HEX = eitherCase("0123456789abcdefghijklmnopqrstuv");
  static final Alphabet Z_32 = exact("ybndrfg8ejkmcpqxot1uwisza345h769");
  static final Alphabet DIGITS_AND_LETTERS = eitherCase("0123456789abcdefghijklmnopqrstuvwxyz");
  static final Alphabet BITCOIN_58 = exact(DIGITS_58 + UPPER_58 + LOWER_58);
  static final Alphabet FLICKR_58 = exact(DIGITS_58 + LOWER_58 + UPPER_58);
  static final Alphabet RFC4648_64 = exact(RFC4648_62 + "+/");
  static final Alphabet RFC4648_64_URL = exact(RFC4648_62 + "-_");

  private static final int ASCII = 128;
  private static final byte FOREIGN = -1;

  private final String characters;

  @SuppressWarnings("Immutable") // never changed after construction
  private final byte[] byValue;

  @SuppressWarnings("Immutable") // likewise
  private final byte[] exactValues;

  @SuppressWarnings("Immutable") // likewise
  private final byte[] lenientValues;

  private Alphabet(String characters, String alternatives) {
    this.characters = characters;
    this.byValue = new byte[characters.length()];
    this.exactValues = new byte[ASCII];
    Arrays.fill(exactValues, FOREIGN);
    for (int value = 0; value < byValue.length; value++) {
      byValue[value] = (byte) characters.charAt(value);
      exactValues[characters.charAt(value)] = (byte) value;
    }
    this.lenientValues = exactValues.clone();
    for (int value = 0; value < byValue.length; value++) {
      lenientValues[alternatives.charAt(value)] = (byte) value;
    }
  }

  /** An alphabet in which the case of a letter matters. */
  private static Alphabet exact(String characters) {
    return new Alphabet(characters, characters);
  }

  /** An alphabet of lower-case letters that may be read in upper case too. */
  private static Alphabet eitherCase(String characters) {
    return new Alphabet(characters, characters.toUpperCase(Locale.ROOT));
  }

  /** {@return this alphabet in upper case; it may be read in lower case too} */
  Alphabet upper() {
    return new Alphabet(characters.toUpperCase(Locale.ROOT), characters);
  }

  /** {@return the number of characters} */
  int size() {
    return byValue.length;
  }

  /** {@return the characters by value; not to be changed} */
  byte[] byValue() {
    return byValue;
  }

  /**
   * {@return the values of the characters as they are written, by ASCII code; not to be changed}
   */
  byte[] exactValues() {
    return exactValues;
  }

  /**
   * {@return the values of the characters that are accepted in multibase texts, by ASCII code; not
   * to be changed}
   */
  byte[] lenientValues() {
    return lenientValues;
  }
}
