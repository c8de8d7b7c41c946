package dev.cairn.keystore;

import dev.cairn.datastore.CorruptDataException;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SortedRun} in a file: blocks of whole records, each behind its length and its CRC32C of
 * four bytes; a block without records ends the file, so that none can be cut unnoticed.
 */
final class SpillFile implements RunReader.Blocks {

  private static final int BLOCK = 64 * 1024;

  private final DataInputStream in;
  private final String name;

  private SpillFile(DataInputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /** Writes all records. */
  static void write(Scratch scratch, String name, MergedRuns records) throws IOException {
    try (var out =
        new DataOutputStream(new BufferedOutputStream(scratch.create(name), 2 * BLOCK))) {
      byte[] block = new byte[BLOCK];
      int used = 0;
      for (byte[] key = records.next(); key != null; key = records.next()) {
        int size = key.length - CompactLayout.ID_AT;
        int needed = Integer.BYTES + size;
        if (used > 0 && used + needed > block.length) {
          writeBlock(out, block, used);
          used = 0;
        }
        block = needed > block.length ? new byte[needed] : block;
        SortedRun.INT.set(block, used, size);
        System.arraycopy(key, CompactLayout.ID_AT, block, used + Integer.BYTES, size);
        used += needed;
      }
      if (used > 0) {
        writeBlock(out, block, used);
      }
      writeBlock(out, block, 0);
    }
  }

  private static void writeBlock(DataOutputStream out, byte[] block, int length)
      throws IOException {
    out.writeInt(length);
    out.writeInt(checksum(block, length));
    out.write(block, 0, length);
  }

  private static int checksum(byte[] block, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(block, 0, length);
    return (int) checksum.getValue();
  }

  /** Opens a file to be read once. */
  static RunReader read(Scratch scratch, String name) throws IOException {
    return new RunReader(new SpillFile(new DataInputStream(scratch.open(name)), name));
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    try {
      int length = in.readInt();
      int checksum = in.readInt();
      byte[] block = in.readNBytes(length);
      if (block.length < length || checksum(block, length) != checksum) {
        throw damaged("a checksum does not fit");
      }
      return length == 0 ? null : block;
    } catch (EOFException e) {
      throw damaged("it was cut");
    } catch (IllegalArgumentException e) {
      throw damaged("a length is wrong");
    }
  }

  private CorruptDataException damaged(String why) {
    return new CorruptDataException(
        "the file %s, in which a reset sorts, is damaged: %s; check the disk and reset again"
            .formatted(name, why));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
