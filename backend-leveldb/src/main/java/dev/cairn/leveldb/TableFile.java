package dev.cairn.leveldb;

import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.MaskedChecksum;
import dev.cairn.multiformats.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as a file of blocks with checksums. LevelDB looks at those of entries alone, and its
 * version in Java at none. The index says where each block of entries lies: with damage there it
 * reads the wrong bytes, finds keys absent, and carries that over into new tables whose checksums
 * fit.
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
  private static final int UNCOMPRESSED = 0;
  private static final int SNAPPY = 1;

  private final Path file;
  private final FileChannel channel;
  private final long start;

  private TableFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.start = channel.size() - FOOTER;
  }

  /** What a footer says. */
  private record Footer(TableBlock names, TableBlock index) {}

  /**
   * Checks the footer of a table and the blocks that it names.
   *
   * @throws NoSuchFileException if it is not there
   * @throws IOException if it is damaged ({@code Corruption:}), or cannot be read
   */
  static void check(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      TableFile table = new TableFile(file, channel);
      Footer footer = table.footer();
      table.readSound(footer.names);
      table.readSound(footer.index);
    }
  }

  /**
   * {@return the blocks of entries whose checksums do not fit}
   *
   * @throws NoSuchFileException if the file is not there
   * @throws IOException if it is damaged elsewhere ({@code Corruption:}), or cannot be read
   */
  static List<TableBlock> damagedBlocks(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      TableFile table = new TableFile(file, channel);
      Footer footer = table.footer();
      List<TableBlock> damaged = new ArrayList<>();
      for (TableBlock named : table.listed(footer.names)) {
        table.readSound(named);
      }
      for (TableBlock block : table.listed(footer.index)) {
        if (!isSound(table.read(block))) {
          damaged.add(block);
        }
      }
      return damaged;
    }
  }

  /**
   * Writes a table with the blocks of entries of another whose checksums fit, byte for byte, and
   * forces it to the medium.
   *
   * @param copy a file that does not exist
   * @return how many blocks it has; it is of no use where there is none
   * @throws IOException if the other is damaged elsewhere ({@code Corruption:}), or cannot be read
   */
  static int copySoundBlocks(Path file, Path copy) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      TableFile table = new TableFile(file, channel);
      List<TableBlock> copied = new ArrayList<>();
      for (TableBlock block : table.listed(table.footer().index)) {
        ByteBuffer bytes = table.read(block);
        if (isSound(bytes)) {
          copied.add(new TableBlock(block.name(), out.position(), block.length()));
          writeFully(out, bytes);
        }
      }
      TableBlock names = append(out, TableBlock.listing(List.of()));
      TableBlock index = append(out, TableBlock.listing(copied));
      writeFully(out, footer(names, index));
      out.force(/* metaData= */ true);
      return copied.size();
    }
  }

  private Footer footer() throws IOException {
    if (start < 0) {
      throw damage("it is too short for a table");
    }
    ByteBuffer footer = read(start, FOOTER);
    if (footer.getLong(FOOTER - Long.BYTES) != MAGIC) {
      throw damage("it does not end as a table does");
    }
    try {
      return new Footer(place("block of names", footer), place("index", footer));
    } catch (IllegalArgumentException e) {
      throw damage("its footer cannot be read");
    }
  }

  private static TableBlock place(String name, ByteBuffer footer) {
    return new TableBlock(
        name.getBytes(StandardCharsets.US_ASCII), Varint.read(footer), Varint.read(footer));
  }

  private List<TableBlock> listed(TableBlock listing) throws IOException {
    ByteBuffer block = readSound(listing);
    byte compression = block.get(block.limit() - TRAILER);
    ByteBuffer content = block.slice(0, block.limit() - TRAILER);
    try {
      return switch (compression) {
        case UNCOMPRESSED -> TableBlock.listedIn(bytes(content));
        case SNAPPY -> TableBlock.listedIn(Snappy.decompress(content));
        default -> throw damage("it is compressed in the unknown way " + compression);
      };
    } catch (RuntimeException e) {
      throw damage("its %s cannot be read".formatted(name(listing)));
    }
  }

  private static byte[] bytes(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.get(0, bytes);
    return bytes;
  }

  private ByteBuffer readSound(TableBlock block) throws IOException {
    ByteBuffer bytes = read(block);
    if (!isSound(bytes)) {
      throw damage("the checksum of its %s does not fit".formatted(name(block)));
    }
    return bytes;
  }

  private static String name(TableBlock block) {
    return new String(block.name(), StandardCharsets.US_ASCII);
  }

  /** Reads a block with its compression and checksum. */
  private ByteBuffer read(TableBlock block) throws IOException {
    long offset = block.offset();
    long length = block.length();
    long end = start - TRAILER;
    boolean fits = offset >= 0 && length >= 0 && length <= end && offset <= end - length;
    if (!fits || length > Integer.MAX_VALUE - TRAILER) {
      throw damage("its footer points outside it");
    }
    return read(offset, (int) length + TRAILER);
  }

  private static boolean isSound(ByteBuffer block) {
    int checksummed = block.limit() - Integer.BYTES;
    MaskedChecksum checksum = new MaskedChecksum();
    checksum.update(block.slice(0, checksummed));
    return checksum.masked() == block.getInt(checksummed);
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

  private static TableBlock append(FileChannel out, byte[] content) throws IOException {
    TableBlock place = new TableBlock(new byte[0], out.position(), content.length);
    ByteBuffer block = ByteBuffer.allocate(content.length + TRAILER).order(ByteOrder.LITTLE_ENDIAN);
    block.put(content).put((byte) UNCOMPRESSED);
    block.putInt(MaskedChecksum.of(block.array(), 0, content.length + 1));
    writeFully(out, block.flip());
    return place;
  }

  private static ByteBuffer footer(TableBlock names, TableBlock index) {
    ByteBuffer footer = ByteBuffer.allocate(FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    Varint.write(names.offset(), footer);
    Varint.write(names.length(), footer);
    Varint.write(index.offset(), footer);
    Varint.write(index.length(), footer);
    return footer.putLong(FOOTER - Long.BYTES, MAGIC).rewind();
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private IOException damage(String what) {
    return EngineFault.damage(file, what);
  }
}
