package dev.cairn.leveldb;

import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.MaskedChecksum;
import dev.cairn.multiformats.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The parts of a table that LevelDB reads without a look at their checksums, whichever checks are
 * on: the index, which says where each block of entries lies. With damage there it reads the wrong
 * bytes, finds keys absent, and carries that over into new tables whose checksums fit.
 *
 * <p>A table ends with a footer of 48 bytes: the place of the block that names other blocks, the
 * place of the index (each an offset and a length, as varints), zeros, and a magic number (8). A
 * block is followed by its compression (1) and the {@link MaskedChecksum} of both (4). (LevelDB,
 * doc/table_format.md.)
 */
final class TableFile {

  private static final int FOOTER = 48;
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int TRAILER = 5;

  private final Path file;
  private final FileChannel channel;

  private TableFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Checks the footer of a table and the blocks that it names.
   *
   * @throws NoSuchFileException if it is not there
   * @throws IOException if it is damaged ({@code Corruption:}), or cannot be read
   */
  static void check(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      new TableFile(file, channel).check();
    }
  }

  private void check() throws IOException {
    long start = channel.size() - FOOTER;
    if (start < 0) {
      throw damage("it is too short for a table");
    }
    ByteBuffer footer = read(start, FOOTER);
    if (footer.getLong(FOOTER - Long.BYTES) != MAGIC) {
      throw damage("it does not end as a table does");
    }
    try {
      checkBlock("block of names", Varint.read(footer), Varint.read(footer), start);
      checkBlock("index", Varint.read(footer), Varint.read(footer), start);
    } catch (IllegalArgumentException e) {
      throw damage("its footer cannot be read");
    }
  }

  private void checkBlock(String name, long offset, long length, long end) throws IOException {
    boolean fits =
        offset >= 0 && length >= 0 && length <= end - TRAILER && offset <= end - TRAILER - length;
    if (!fits || length > Integer.MAX_VALUE - TRAILER) {
      throw damage("its footer points outside it");
    }
    ByteBuffer block = read(offset, (int) length + TRAILER);
    int checksummed = (int) length + 1;
    MaskedChecksum checksum = new MaskedChecksum();
    checksum.update(block.slice(0, checksummed));
    if (checksum.masked() != block.getInt(checksummed)) {
      throw damage("the checksum of its " + name + " does not fit");
    }
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw damage("it became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private IOException damage(String what) {
    return EngineFault.damage(file, what);
  }
}
