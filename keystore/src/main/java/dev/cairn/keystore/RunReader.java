package dev.cairn.keystore;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the records of a {@link SortedRun} that comes in blocks, one after the other. */
final class RunReader implements AutoCloseable {

  private final Blocks blocks;
  private byte[] block = {};
  private int start;
  private int end;
  private long id;

  RunReader(Blocks blocks) {
    this.blocks = blocks;
  }

  /** Whole records, in pieces. */
  interface Blocks extends AutoCloseable {
    /** Returns the next of them, never empty, or {@code null} behind the last. */
    byte @Nullable [] next() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Returns the reader of a run in memory. */
  static RunReader of(byte[] run) {
    return new RunReader(
        new Blocks() {
          private byte @Nullable [] rest = run.length == 0 ? null : run;

          @Override
          public byte @Nullable [] next() {
            byte[] all = rest;
            rest = null;
            return all;
          }

          @Override
          public void close() {}
        });
  }

  /** Goes on to the next record, the first at first, and says whether there is one. */
  boolean advance() throws IOException {
    if (end == block.length) {
      byte[] next = blocks.next();
      if (next == null) {
        return false;
      }
      block = next;
      end = 0;
    }
    start = end + Integer.BYTES;
    end = start + (int) SortedRun.INT.get(block, end);
    id = (long) SortedRun.LONG.get(block, start);
    return true;
  }

  boolean isBefore(RunReader other) {
    return id != other.id
        ? Long.compareUnsigned(id, other.id) < 0
        : Arrays.compareUnsigned(block, start, end, other.block, other.start, other.end) < 0;
  }

  /** Returns whether the record is that of a key which {@link #key} made. */
  boolean isOf(byte[] key) {
    return Arrays.equals(block, start, end, key, CompactLayout.ID_AT, key.length);
  }

  /** Returns the bytes of the key of the record, in a new array. */
  byte[] key() {
    return CompactLayout.entryOf(block, start, end);
  }

  @Override
  public void close() throws IOException {
    blocks.close();
  }
}
