package dev.cairn.car;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Varint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * The header of a CARv1: {@code varint length}, then the dag-cbor map {@code {roots: [CID...],
 * version: 1}}. The first bytes of a CARv2 have the same form, with the version alone.
 */
record CarHeader(long version, List<Cid> roots) {

  /**
   * Reads the header that starts at the position of the input.
   *
   * @throws CarFormatException if there is none, or it is larger than allowed
   */
  static CarHeader read(CarInput input, int maxSize) throws IOException {
    long start = input.position();
    long length = input.readLength("header");
    if (length == Varint.END_OF_STREAM) {
      throw input.malformed(
          start, "there is no header, as there are no bytes", CarInput.NO_ARCHIVE);
    }
    if (length == 0) {
      throw input.malformed(start, "the header is empty", CarInput.NO_ARCHIVE);
    }
    if (length > maxSize) {
      throw input.malformed(
          start,
          "the header would have %d bytes, more than the limit of %d".formatted(length, maxSize),
          CarInput.NO_ARCHIVE);
    }
    long cborStart = input.position();
    byte[] cbor = input.readBytes(start, "header", (int) length);
    return new CarHeaderDecoder(input, cborStart, cbor).decode();
  }

  /** The bytes of the header of a CARv1, its length first: canonical dag-cbor. */
  static byte[] encode(List<Cid> roots) {
    ByteArrayOutputStream cbor = new ByteArrayOutputStream();
    Cbor.writeHead(cbor, Cbor.MAP, 2);
    writeText(cbor, CarHeaderDecoder.ROOTS);
    Cbor.writeHead(cbor, Cbor.ARRAY, roots.size());
    for (Cid root : roots) {
      Cbor.writeHead(cbor, Cbor.TAG, Cbor.LINK_TAG);
      Cbor.writeHead(cbor, Cbor.BYTES, 1 + root.size());
      cbor.write(Cbor.LINK_PREFIX);
      cbor.writeBytes(root.toBytes());
    }
    writeText(cbor, CarHeaderDecoder.VERSION);
    Cbor.writeHead(cbor, Cbor.UNSIGNED, 1);

    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(Varint.encode(cbor.size()));
    header.writeBytes(cbor.toByteArray());
    return header.toByteArray();
  }

  private static void writeText(ByteArrayOutputStream cbor, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    Cbor.writeHead(cbor, Cbor.TEXT, bytes.length);
    cbor.writeBytes(bytes);
  }
}
