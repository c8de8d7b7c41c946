package dev.cairn.car;

import dev.cairn.blockstore.Block;

/**
 * A section of an archive: a block and where it stands. Its bytes are {@code varint length of the
 * rest, CID, data of the block}.
 *
 * @param block the block
 * @param offset the index of the section's first byte, counted from the first byte of the file or
 *     stream. An index of a CARv2 counts from {@link CarReader#payloadOffset()}.
 * @param length the bytes of the whole section, its own length included
 */
public record CarSection(Block block, long offset, long length) {

  /** {@return the index of the first byte of the block's data, counted as {@link #offset()} is} */
  public long dataOffset() {
    return offset + length - block.size();
  }
}
