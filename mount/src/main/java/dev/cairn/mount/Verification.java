package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** When a blockstore checks that the bytes of a block have the hash that its CID names. */
public enum Verification {
  /** Never: the bytes are handed out as they lie in the store. */
  NONE,

  /** At each read, at the cost of hashing the block; what does not fit is refused as corrupt. */
  ON_READ;

  /** Returns a reader of the bytes of a block that sees them checked if so configured. */
  <R> Function<ByteBuffer, R> before(Cid cid, Function<ByteBuffer, R> reader) {
    if (this == NONE) {
      return reader;
    }
    return bytes -> {
      Block.verify(cid, bytes);
      return reader.apply(bytes);
    };
  }
}
