package dev.cairn.car;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.HashFunction;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.Varint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Blocks and archives for the tests, put together by hand, and the folder of real ones. */
final class Archives {

  static final String PRAGMA = "0aa16776657273696f6e02";

  /** A header without roots. */
  static final byte[] NO_ROOTS = hex("11a265726f6f7473806776657273696f6e01");

  private Archives() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static Block raw(String text) {
    return Block.raw(text.getBytes(UTF_8));
  }

  static Block dagJson(String text) {
    return Block.of(Multicodec.DAG_JSON, text.getBytes(UTF_8));
  }

  /** A dag-json list of links. */
  static Block linking(Cid... targets) {
    List<String> links = List.of(targets).stream().map("{\"/\":\"%s\"}"::formatted).toList();
    return dagJson("[" + String.join(",", links) + "]");
  }

  static Block identity(String text) {
    byte[] data = text.getBytes(UTF_8);
    return Block.verified(Cid.rawOf(Multihash.digest(HashFunction.IDENTITY, data)), data);
  }

  static byte[] section(Cid cid, byte[] data) {
    return concat(Varint.encode((long) cid.size() + data.length), cid.toBytes(), data);
  }

  static byte[] section(Block block) {
    return section(block.cid(), block.toBytes());
  }

  /** A CARv1. */
  static byte[] archive(List<Cid> roots, Block... blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CarWriter writer = CarWriter.to(out, "an archive of the test", roots)) {
      for (Block block : blocks) {
        writer.write(block);
      }
      writer.commit();
    }
    return out.toByteArray();
  }

  /** A CARv2 header. */
  static byte[] header2(long dataOffset, long dataSize, long indexOffset) {
    return ByteBuffer.allocate(51)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(hex(PRAGMA))
        .position(27)
        .putLong(dataOffset)
        .putLong(dataSize)
        .putLong(indexOffset)
        .array();
  }

  /** A CARv2 around a CARv1, with padding before it and something like an index after it. */
  static byte[] wrap(byte[] payload, int padding) {
    long offset = 51L + padding;
    return concat(
        header2(offset, payload.length, offset + payload.length),
        new byte[padding],
        payload,
        hex("8108 00000000"));
  }

  static CarReader open(byte[] archive) {
    return open(archive, CarOptions.defaults());
  }

  static CarReader open(byte[] archive, CarOptions options) {
    return CarReader.open(new ByteArrayInputStream(archive), "test.car", options);
  }

  static List<Block> read(byte[] archive) {
    return open(archive).toList();
  }

  /** A file of the folder of real inputs; skips the test where there is no such folder. */
  static Path fixture(String name) {
    String folder = System.getProperty("cairn.fixtures", "");
    Path file = Path.of(folder, name);
    Assumptions.assumeTrue(
        !folder.isEmpty() && Files.exists(file), "no real input at -Dcairn.fixtures: " + file);
    return file;
  }

  static byte[] bytesOf(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
