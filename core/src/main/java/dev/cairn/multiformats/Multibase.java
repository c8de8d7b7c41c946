package dev.cairn.multiformats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.cairn.multiformats.BitEncoding.Padding;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text encodings of bytes that multibase names, each by the character that its texts begin
 * with.
 *
 * <p>Reading is strict: a text is accepted only if it is what writing its bytes gives, but that
 * letters may have either case in the bases that the table calls case-insensitive (16, 32 but for
 * z-base-32, and 36). Texts without the prefix are called bare here; a datastore's keys are such.
 *
 * <p>Bases 10, 36 and 58 treat the bytes as one number, at a cost that grows with the square of the
 * length; they are limited to 32,768 bytes.
 *
 * <p>Prefixes come from the table of <a
 * href="https://github.com/multiformats/multibase">multiformats/multibase</a>. Not here are base45,
 * proquint and base256emoji, which no CID in use is written in.
 */
public enum Multibase {
  /** Bits, most significant first: {@code 0}. */
  BASE2(MultibaseTable.BASE2, Alphabet.BINARY, Padding.NONE),

  /** Octal, from the first bit on: {@code 7}. */
  BASE8(MultibaseTable.BASE8, Alphabet.OCTAL, Padding.NONE),

  /** Decimal: {@code 9}. */
  BASE10(MultibaseTable.BASE10, Alphabet.DECIMAL),

  /** Hexadecimal, lower case: {@code f}. */
  BASE16(MultibaseTable.BASE16, Alphabet.HEX, Padding.NONE),

  /** Hexadecimal, upper case: {@code F}. */
  BASE16_UPPER(MultibaseTable.BASE16UPPER, Alphabet.HEX.upper(), Padding.NONE),

  /** RFC 4648 base32, lower case, no padding: {@code b}; the usual text of a CIDv1. */
  BASE32(MultibaseTable.BASE32, Alphabet.RFC4648_32, Padding.NONE),

  /**
   * RFC 4648 base32, upper case, no padding: {@code B}; bare, it makes the keys of blocks in a
   * datastore.
   */
  BASE32_UPPER(MultibaseTable.BASE32UPPER, Alphabet.RFC4648_32.upper(), Padding.NONE),

  /** RFC 4648 base32, lower case, padded: {@code c}. */
  BASE32_PAD(MultibaseTable.BASE32PAD, Alphabet.RFC4648_32, Padding.PADDED),

  /** RFC 4648 base32, upper case, padded: {@code C}. */
  BASE32_PAD_UPPER(MultibaseTable.BASE32PADUPPER, Alphabet.RFC4648_32.upper(), Padding.PADDED),

  /** RFC 4648 base32hex, lower case, no padding: {@code v}. */
  BASE32_HEX(MultibaseTable.BASE32HEX, Alphabet.RFC4648_32_HEX, Padding.NONE),

  /** RFC 4648 base32hex, upper case, no padding: {@code V}. */
  BASE32_HEX_UPPER(MultibaseTable.BASE32HEXUPPER, Alphabet.RFC4648_32_HEX.upper(), Padding.NONE),

  /** RFC 4648 base32hex, lower case, padded: {@code t}. */
  BASE32_HEX_PAD(MultibaseTable.BASE32HEXPAD, Alphabet.RFC4648_32_HEX, Padding.PADDED),

  /** RFC 4648 base32hex, upper case, padded: {@code T}. */
  BASE32_HEX_PAD_UPPER(
      MultibaseTable.BASE32HEXPADUPPER, Alphabet.RFC4648_32_HEX.upper(), Padding.PADDED),

  /** z-base-32, made to be read aloud: {@code h}. */
  BASE32_Z(MultibaseTable.BASE32Z, Alphabet.Z_32, Padding.NONE),

  /** Digits and letters, lower case: {@code k}; IPNS names in host names are such. */
  BASE36(MultibaseTable.BASE36, Alphabet.DIGITS_AND_LETTERS),

  /** Digits and letters, upper case: {@code K}. */
  BASE36_UPPER(MultibaseTable.BASE36UPPER, Alphabet.DIGITS_AND_LETTERS.upper()),

  /** Bitcoin's base58: {@code z}; bare, it makes the text of a CIDv0. */
  BASE58_BTC(MultibaseTable.BASE58BTC, Alphabet.BITCOIN_58),

  /** Flickr's base58, lower-case letters first: {@code Z}. */
  BASE58_FLICKR(MultibaseTable.BASE58FLICKR, Alphabet.FLICKR_58),

  /** RFC 4648 base64, no padding: {@code m}. */
  BASE64(MultibaseTable.BASE64, Alphabet.RFC4648_64, Padding.NONE),

  /** RFC 4648 base64, padded: {@code M}. */
  BASE64_PAD(MultibaseTable.BASE64PAD, Alphabet.RFC4648_64, Padding.PADDED),

  /** RFC 4648 base64url, no padding: {@code u}. */
  BASE64_URL(MultibaseTable.BASE64URL, Alphabet.RFC4648_64_URL, Padding.NONE),

  /** RFC 4648 base64url, padded: {@code U}. */
  BASE64_URL_PAD(MultibaseTable.BASE64URLPAD, Alphabet.RFC4648_64_URL, Padding.PADDED);

  private static final String WHAT = "multibase";

  private final char prefix;
  private final String baseName;
  private final Alphabet alphabet;
  private final BaseEncoding encoding;

  Multibase(int prefix, Alphabet alphabet) {
    this(prefix, alphabet, new NumberEncoding(alphabet));
  }

  Multibase(int prefix, Alphabet alphabet, Padding padding) {
    this(prefix, alphabet, new BitEncoding(alphabet, padding));
  }

  Multibase(int prefix, Alphabet alphabet, BaseEncoding encoding) {
    this.prefix = (char) prefix;
    this.baseName = name().toLowerCase(Locale.ROOT).replace("_", "");
    this.alphabet = alphabet;
    this.encoding = encoding;
  }

  /**
   * {@return the base of a prefix character, if there is one}
   *
   * @param prefix any character
   */
  public static Optional<Multibase> find(char prefix) {
    return prefix < ByPrefix.BASES.length
        ? Optional.ofNullable(ByPrefix.BASES[prefix])
        : Optional.empty();
  }

  /**
   * {@return the base of a name of the multibase table, such as {@code base58btc}, if there is one}
   *
   * @param baseName as in the table, lower case
   */
  public static Optional<Multibase> find(String baseName) {
    for (Multibase base : values()) {
      if (base.baseName.equals(baseName)) {
        return Optional.of(base);
      }
    }
    return Optional.empty();
  }

  /**
   * {@return the base that a text's first character names; the rest of the text is not looked at}
   *
   * @param text with its prefix
   * @throws MultiformatException if the text is empty, or its first character names none of these
   *     bases
   */
  public static Multibase ofText(String text) {
    if (text.isEmpty()) {
      throw MultiformatException.of(WHAT, "the text is empty, its base unknown");
    }
    return find(text.charAt(0))
        .orElseThrow(
            () ->
                MultiformatException.atCharacter(
                    WHAT, 0, BareText.show(text.codePointAt(0)) + " names no base known here"));
  }

  /**
   * {@return the bytes of a text with prefix}
   *
   * @param text with its prefix
   * @throws MultiformatException if the base is unknown, or the text is not what its bytes are
   *     written as
   */
  public static byte[] decode(String text) {
    Multibase base = ofText(text);
    return base.decode(text, 1, base.alphabet.lenientValues());
  }

  /** {@return the character that texts in this base begin with} */
  public char prefix() {
    return prefix;
  }

  /** {@return the name in the multibase table, such as {@code base58btc}} */
  public String baseName() {
    return baseName;
  }

  /**
   * {@return the text of bytes, with prefix}
   *
   * @param bytes not kept
   * @throws MultiformatException if the bytes are more than this base is limited to
   */
  public String encode(byte[] bytes) {
    return text(bytes, 1);
  }

  /**
   * {@return the text of bytes, without prefix}
   *
   * @param bytes not kept
   * @throws MultiformatException if the bytes are more than this base is limited to
   */
  public String encodeBare(byte[] bytes) {
    return text(bytes, 0);
  }

  /**
   * {@return the bytes of a text without prefix}
   *
   * @param text exactly as it would be written
   * @throws MultiformatException if the text is not what its bytes are written as
   */
  public byte[] decodeBare(String text) {
    return decode(text, 0, alphabet.exactValues());
  }

  /**
   * {@return the number of characters that so many bytes take without prefix; for bases 10, 36 and
   * 58 an upper bound, as it depends on the bytes}
   *
   * @param byteCount not negative
   * @throws MultiformatException if the bytes are more than this base is limited to
   * @throws ArithmeticException if the text would be longer than an array can be
   */
  public int maxBareLength(int byteCount) {
    return encoding.maxEncodedLength(byteCount);
  }

  /**
   * Writes the text of bytes, without prefix, as ASCII into an array.
   *
   * @param source not kept
   * @param destination written from the offset on
   * @param offset index of the first character
   * @return the number of characters
   * @throws MultiformatException if the bytes are more than this base is limited to
   * @throws IndexOutOfBoundsException if the text does not fit at the offset
   */
  public int encodeToAscii(byte[] source, byte[] destination, int offset) {
    return encoding.encode(source, 0, source.length, destination, offset);
  }

  /**
   * Writes the text of a range of bytes, without prefix, as ASCII into an array.
   *
   * @param source not kept
   * @param sourceOffset index of the first byte
   * @param length how many bytes
   * @param destination written from the offset on
   * @param offset index of the first character
   * @return the number of characters
   * @throws MultiformatException if the bytes are more than this base is limited to
   * @throws IndexOutOfBoundsException if there is no such range, or the text does not fit at the
   *     offset
   */
  public int encodeToAscii(
      byte[] source, int sourceOffset, int length, byte[] destination, int offset) {
    Objects.checkFromIndexSize(sourceOffset, length, source.length);
    return encoding.encode(source, sourceOffset, sourceOffset + length, destination, offset);
  }

  /**
   * {@return the bytes of a range of ASCII characters without prefix} A position in an exception
   * counts from the start of the range.
   *
   * @param source not kept
   * @param offset index of the first character
   * @param length how many bytes
   * @throws MultiformatException if the characters are not what their bytes are written as
   * @throws IndexOutOfBoundsException if there is no such range
   */
  public byte[] decodeAscii(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    return encoding.decode(
        new BareText(source, offset, offset + length, offset, baseName, alphabet.exactValues()));
  }

  /** {@return the name in the multibase table, such as {@code base58btc}} */
  @Override
  public String toString() {
    return baseName;
  }

  private String text(byte[] bytes, int prefixLength) {
    byte[] ascii = new byte[prefixLength + encoding.maxEncodedLength(bytes.length)];
    int length = prefixLength + encoding.encode(bytes, 0, bytes.length, ascii, prefixLength);
    if (prefixLength > 0) {
      ascii[0] = (byte) prefix;
    }
    return new String(ascii, 0, length, ISO_8859_1);
  }

  private byte[] decode(String text, int from, byte[] values) {
    byte[] characters = text.getBytes(ISO_8859_1);
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        throw BareText.foreign(baseName, i, text.codePointAt(i));
      }
    }
    return encoding.decode(new BareText(characters, from, characters.length, 0, baseName, values));
  }

  /** The bases at the index of their prefix. */
  private static final class ByPrefix {
    static final @Nullable Multibase[] BASES = new Multibase['z' + 1];

    static {
      for (Multibase base : values()) {
        BASES[base.prefix] = base;
      }
    }

    private ByPrefix() {}
  }
}
