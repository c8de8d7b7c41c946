package dev.cairn.car;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.MultiformatException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dag-cbor map of a header: the keys {@code roots} and {@code version} in any order, each
 * once, nothing else, every head in its shortest form.
 */
final class CarHeaderDecoder {

  static final String ROOTS = "roots";
  static final String VERSION = "version";

  private final CarInput input;
  private final long start;
  private final ByteBuffer cbor;

  private long version = -1;
  private @Nullable List<Cid> roots;

  /**
   * Creates a decoder.
   *
   * @param input where the bytes came from, for messages
   * @param start the index of the first of them in it
   */
  CarHeaderDecoder(CarInput input, long start, byte[] cbor) {
    this.input = input;
    this.start = start;
    this.cbor = ByteBuffer.wrap(cbor);
  }

  CarHeader decode() {
    long entries = readHead(Cbor.MAP, "a map");
    for (long entry = 0; entry < entries; entry++) {
      readEntry();
    }
    if (cbor.hasRemaining()) {
      throw malformed(cbor.position(), cbor.remaining() + " bytes follow its end");
    }
    if (version < 0) {
      throw malformed(0, "it has no version");
    }
    if (version == 1 && roots == null) {
      throw malformed(0, "it has no roots, not even an empty list");
    }
    return new CarHeader(version, roots == null ? List.of() : roots);
  }

  private void readEntry() {
    int at = cbor.position();
    String key = new String(readBytes(Cbor.TEXT, "a key"), UTF_8);
    switch (key) {
      case VERSION -> {
        requireFirst(at, key, version < 0);
        version = readHead(Cbor.UNSIGNED, "a version number");
      }
      case ROOTS -> {
        requireFirst(at, key, roots == null);
        roots = readRoots();
      }
      default -> throw malformed(at, "it has a key other than roots and version");
    }
  }

  private void requireFirst(int at, String key, boolean first) {
    if (!first) {
      throw malformed(at, "it has the key " + key + " twice");
    }
  }

  private List<Cid> readRoots() {
    long count = readHead(Cbor.ARRAY, "a list of roots");
    List<Cid> all = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      all.add(readRoot());
    }
    return List.copyOf(all);
  }

  private Cid readRoot() {
    int at = cbor.position();
    if (readHead(Cbor.TAG, "a root, which is a CID under tag 42,") != Cbor.LINK_TAG) {
      throw malformed(at, "a root has a tag other than 42");
    }
    byte[] link = readBytes(Cbor.BYTES, "the bytes of a root");
    if (link.length == 0 || link[0] != Cbor.LINK_PREFIX) {
      throw malformed(at, "the bytes of a root do not begin with a zero byte");
    }
    try {
      return Cid.fromBytes(Arrays.copyOfRange(link, 1, link.length));
    } catch (MultiformatException e) {
      throw malformed(at, "a root is no CID: " + e.getMessage());
    }
  }

  private byte[] readBytes(int majorType, String what) {
    int at = cbor.position();
    long length = readHead(majorType, what);
    if (length > cbor.remaining()) {
      throw malformed(
          at, what + " has " + length + " bytes, but only " + cbor.remaining() + " are left");
    }
    byte[] bytes = new byte[(int) length];
    cbor.get(bytes);
    return bytes;
  }

  private long readHead(int majorType, String what) {
    int at = cbor.position();
    int initial = readByte(at, what);
    if (initial >>> 5 != majorType) {
      throw malformed(at, "%s is expected, not CBOR 0x%02x".formatted(what, initial));
    }
    int low = initial & 0x1f;
    if (low < Cbor.ONE_BYTE) {
      return low;
    }
    if (low > Cbor.EIGHT_BYTES) {
      throw malformed(at, what + " has no definite length");
    }
    int sizeCode = low - Cbor.ONE_BYTE;
    long argument = 0;
    for (int i = 0; i < 1 << sizeCode; i++) {
      argument = argument << 8 | readByte(at, what);
    }
    if (argument < 0 || Cbor.sizeCode(argument) != sizeCode) {
      throw malformed(at, what + " has a number that is too large or not in its shortest form");
    }
    return argument;
  }

  private int readByte(int at, String what) {
    if (!cbor.hasRemaining()) {
      throw malformed(at, "it ends where " + what + " is expected");
    }
    return cbor.get() & 0xff;
  }

  private CarFormatException malformed(int at, String why) {
    return input.malformed(start + at, "the header is malformed: " + why, CarInput.NO_ARCHIVE);
  }
}
