package dev.cairn.leveldb;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way through the entries of a store, in the order of their keys and never back. */
interface ForwardSteps {

  /** Goes to before the first entry whose key is not less than {@code key}. */
  void seek(byte[] key);

  /** {@return the next entry, whose arrays belong to the caller; {@code null} after the last} */
  Map.@Nullable Entry<byte[], byte[]> next();

  /** Frees what this holds. Called once. */
  void close();
}
