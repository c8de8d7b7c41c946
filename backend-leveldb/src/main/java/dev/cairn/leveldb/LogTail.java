package dev.cairn.leveldb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The end of a log as a killed process, or loss of power, leaves it: in the middle of a write.
 *
 * <p>A log is a sequence of blocks of 32 KiB. A block holds records: a checksum (4 bytes, masked
 * CRC-32C of the rest but the length), a length (2), a type (1: whole, 2: first, 3: middle, 4: last
 * part of a write) and the bytes; fewer than 7 bytes at the end of a block are filled up. Behind
 * the last record there may be zeros. (LevelDB, doc/log_format.md.)
 */
final class LogTail {

  private static final int BLOCK = 32 * 1024;
  private static final int HEADER = 7;
  private static final int WHOLE = 1;
  private static final int LAST = 4;
  private static final int MASK = 0xa282ead8;

  private final FileChannel log;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);

  /** Where the last write that is complete ends. */
  private long end;

  /** Where the first record that is not in order begins, or -1. */
  private long damage = -1;

  private boolean soundAfterDamage;

  private LogTail(FileChannel log) {
    this.log = log;
  }

  /**
   * Cuts off the write that a log ends in the middle of.
   *
   * @return whether there was one; a log that is damaged elsewhere is left as it is
   */
  static boolean cut(Path file) throws IOException {
    try (FileChannel log =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      LogTail tail = new LogTail(log);
      tail.read();
      if (tail.soundAfterDamage || tail.end == log.size()) {
        return false;
      }
      log.truncate(tail.end);
      log.force(/* metaData= */ true);
      return true;
    }
  }

  private void read() throws IOException {
    for (long start = 0; start < log.size(); start += BLOCK) {
      block.clear();
      while (block.hasRemaining() && log.read(block, start + block.position()) > 0) {
        // Until the block or the file is read to its end.
      }
      block.flip();
      readBlock(start);
    }
  }

  private void readBlock(long start) {
    int at = 0;
    while (block.limit() - at >= HEADER) {
      int length = Short.toUnsignedInt(block.getShort(at + 4));
      int type = block.get(at + 6);
      if (type == 0 && length == 0) {
        return; // zeros: there is no more
      }
      if (!isSound(at, length)) {
        damage = damage < 0 ? start + at : damage;
        if (at + HEADER + length > block.limit()) {
          return;
        }
      } else if (damage >= 0) {
        soundAfterDamage = true;
      } else if (type == WHOLE || type == LAST) {
        end = start + at + HEADER + length;
      }
      at += HEADER + length;
    }
  }

  private boolean isSound(int at, int length) {
    if (at + HEADER + length > block.limit()) {
      return false;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(block.array(), at + 6, length + 1);
    int masked = Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
    return masked == block.getInt(at);
  }
}
