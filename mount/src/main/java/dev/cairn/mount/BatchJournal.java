package dev.cairn.mount;

import dev.cairn.datastore.Key;
import java.nio.file.Path;

/**
 * Where a {@link MountDatastore} writes a batch down before it commits it to more than one store,
 * so that it can be completed if the process or the power is lost in between.
 *
 * <p>Immutable.
 *
 * <p><b>The format</b> of what is written is Cairn's own, version 1: the bytes {@code CMB} and 1;
 * the number of parts, and of each its mountpoint, with its length before it, the number of its
 * writes, and of each the key as the store knows it, with its length before it, and 0 for a removal
 * or the length of the value plus 1 and the value; and the CRC-32C of all that, in 4 bytes, the
 * highest first. Numbers are unsigned varints.
 */
public final class BatchJournal {

  private static final int DEFAULT_MOST_BYTES = 64 << 20;

  private final Place where;
  private final int mostBytes;

  /** Where the journal lies. */
  sealed interface Place {}

  record InDirectory(Path directory) implements Place {}

  record BelowKey(Key key) implements Place {}

  private BatchJournal(Place where, int mostBytes) {
    this.where = where;
    this.mostBytes = mostBytes;
  }

  /**
   * {@return a journal in a directory: a file for each batch in progress, and none at other times}
   *
   * @param directory made where there is none; for these mounts alone, and on a file system of its
   *     own or theirs, as long as it is not lost without them
   */
  public static BatchJournal in(Path directory) {
    return new BatchJournal(new InDirectory(directory), DEFAULT_MOST_BYTES);
  }

  /**
   * {@return a journal in the store that is mounted above a key: an entry below the key for each
   * batch in progress, and none at other times} No key below it can be got, put or listed through
   * the mounts, and the store cannot be unmounted.
   *
   * @param key for the journal alone, such as {@code /cairn/journal}
   * @throws IllegalArgumentException if it is the root
   */
  public static BatchJournal below(Key key) {
    if (key.isRoot()) {
      throw new IllegalArgumentException(
          "the journal takes all keys below its own, so / is not for it; take /cairn/journal, say");
    }
    return new BatchJournal(new BelowKey(key), DEFAULT_MOST_BYTES);
  }

  /**
   * {@return this journal with another limit to what one batch takes there; 64 MiB unless set} A
   * batch of more, across stores, is refused with nothing written.
   *
   * @param bytes about the sum of its keys and values, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public BatchJournal withMostBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a journal takes at least 1 byte, not " + bytes);
    }
    return new BatchJournal(where, bytes);
  }

  Place where() {
    return where;
  }

  int mostBytes() {
    return mostBytes;
  }

  /** {@return where it is, in words} */
  @Override
  public String toString() {
    return where instanceof InDirectory files
        ? "the journal in " + files.directory()
        : "the journal below " + ((BelowKey) where).key();
  }
}
