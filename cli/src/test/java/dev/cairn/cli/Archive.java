package dev.cairn.cli;

import dev.cairn.blockstore.Block;
import dev.cairn.car.CarOptions;
import dev.cairn.car.CarReader;
import dev.cairn.car.CarWriter;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/** Archives and blocks that the tests make themselves, and where the real ones lie. */
final class Archive {

  private Archive() {}

  /** A dag-cbor list of links: tag 42 around a byte string of a zero byte and the binary CID. */
  static Block linking(Cid... targets) {
    ByteArrayOutputStream cbor = new ByteArrayOutputStream();
    cbor.write(0x80 | targets.length);
    for (Cid target : targets) {
      cbor.writeBytes(new byte[] {(byte) 0xd8, 42, 0x58, (byte) (1 + target.size()), 0});
      cbor.writeBytes(target.toBytes());
    }
    return Block.of(Multicodec.DAG_CBOR, cbor.toByteArray());
  }

  /** A dag-pb node with one unnamed link. */
  static Block dagPb(Cid target) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    node.writeBytes(new byte[] {0x12, (byte) (2 + target.size()), 0x0a, (byte) target.size()});
    node.writeBytes(target.toBytes());
    return Block.of(Multicodec.DAG_PB, node.toByteArray());
  }

  static List<Block> randomBlocks(Random random, int count, int size) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[size];
      random.nextBytes(data);
      blocks.add(Block.raw(data));
    }
    return blocks;
  }

  static byte[] of(List<Cid> roots, List<Block> blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CarWriter writer = CarWriter.to(out, "an archive of the test", roots)) {
      blocks.forEach(writer::write);
      writer.commit();
    }
    return out.toByteArray();
  }

  static Path write(Path file, List<Block> blocks) {
    try (CarWriter writer = CarWriter.create(file, List.of(blocks.get(0).cid()))) {
      blocks.forEach(writer::write);
      writer.commit();
    }
    return file;
  }

  static List<Block> read(byte[] archive) {
    try (CarReader reader =
        CarReader.open(new ByteArrayInputStream(archive), "the export", CarOptions.defaults())) {
      return reader.toList();
    }
  }

  static List<Block> read(Path file) {
    try (CarReader reader = CarReader.open(file)) {
      return reader.toList();
    }
  }

  static byte[] withZeros(byte[] archive, int zeros) {
    return Arrays.copyOf(archive, archive.length + zeros);
  }

  /** A real archive; skips the test where the folder of real input is absent. */
  static Path fixture(String name) {
    String folder = System.getProperty("cairn.fixtures", "");
    Path file = Path.of(folder, "car", name);
    Assumptions.assumeTrue(
        !folder.isEmpty() && Files.exists(file), "no real input at -Dcairn.fixtures: " + file);
    return file;
  }
}
