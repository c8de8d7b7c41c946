package dev.cairn.leveldb;

import dev.cairn.multiformats.Varint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A block of a table that a block of names lists, or an index.
 *
 * <p>A listing block holds entries: how many bytes the key has in common with the one before, how
 * many it has besides, how long the value is, all varints; then those bytes and the value. Behind
 * the entries are the places, 4 bytes each, of those that have nothing in common with the one
 * before, and their number. (LevelDB, doc/table_format.md.)
 */
final class TableBlock {

  private final byte[] name;
  private final long offset;
  private final long length;

  /**
   * Names a block.
   *
   * @param name a name, or a key not less than those in the block and less than those in the next
   * @param offset where it begins
   * @param length how many bytes it has besides its compression and checksum
   */
  TableBlock(byte[] name, long offset, long length) {
    this.name = name;
    this.offset = offset;
    this.length = length;
  }

  byte[] name() {
    return name;
  }

  long offset() {
    return offset;
  }

  long length() {
    return length;
  }

  /** The blocks that a listing block names. */
  static List<TableBlock> listedIn(byte[] listing) {
    ByteBuffer bytes = ByteBuffer.wrap(listing).order(ByteOrder.LITTLE_ENDIAN);
    int restarts = bytes.getInt(listing.length - Integer.BYTES);
    bytes.limit(Math.subtractExact(listing.length, Math.multiplyExact(4, restarts + 1)));
    List<TableBlock> blocks = new ArrayList<>();
    byte[] name = {};
    while (bytes.hasRemaining()) {
      int shared = Math.toIntExact(Varint.read(bytes));
      int own = Math.toIntExact(Varint.read(bytes));
      int valueLength = Math.toIntExact(Varint.read(bytes));
      if (shared > name.length || own > bytes.remaining()) {
        throw new IllegalArgumentException("it has a name that is longer than it");
      }
      name = Arrays.copyOf(name, shared + own);
      bytes.get(name, shared, own);
      int end = bytes.position() + valueLength;
      blocks.add(new TableBlock(name, Varint.read(bytes), Varint.read(bytes)));
      bytes.position(end);
    }
    return blocks;
  }

  /** A listing block of some blocks, whose names all stand there in full. */
  static byte[] listing(List<TableBlock> blocks) {
    int size = 0;
    for (TableBlock block : blocks) {
      size += 3 * Varint.MAX_LENGTH + block.name.length + 2 * Varint.MAX_LENGTH + Integer.BYTES;
    }
    ByteBuffer bytes = ByteBuffer.allocate(size + 2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> places = new ArrayList<>();
    for (TableBlock block : blocks) {
      places.add(bytes.position());
      Varint.write(0, bytes);
      Varint.write(block.name.length, bytes);
      Varint.write(Varint.length(block.offset) + Varint.length(block.length), bytes);
      bytes.put(block.name);
      Varint.write(block.offset, bytes);
      Varint.write(block.length, bytes);
    }
    if (places.isEmpty()) {
      places.add(0); // as LevelDB writes it where there is nothing
    }
    places.forEach(bytes::putInt);
    bytes.putInt(places.size());
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
