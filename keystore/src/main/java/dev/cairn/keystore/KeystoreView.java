package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Cursor;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Multihash;

/**
 * A set of multihashes to read: a {@link Keystore}, or one as it was at some moment.
 *
 * <p>Any number of threads may call at once; they read in parallel. After {@link #close()} every
 * other method throws {@link DatastoreClosedException}. Every method may throw {@link
 * DatastoreException} where the store below fails.
 */
public interface KeystoreView extends AutoCloseable {

  /**
   * {@return the multihashes in a region, in the order of their ids, as they are at the time of the
   * call} The caller closes them. They are read as they are asked for, however many they are.
   *
   * @param prefix the region
   */
  CloseableIterator<Multihash> get(KeyspacePrefix prefix);

  /**
   * {@return whether the multihash is there}
   *
   * @param multihash any multihash
   */
  boolean contains(Multihash multihash);

  /**
   * {@return whether any multihash of a region is there}
   *
   * @param prefix the region
   */
  default boolean containsPrefix(KeyspacePrefix prefix) {
    return countUpTo(prefix, 1) > 0;
  }

  /**
   * {@return how many multihashes of a region there are} All of them are passed over, in constant
   * memory.
   *
   * @param prefix the region
   */
  default long count(KeyspacePrefix prefix) {
    return countUpTo(prefix, Long.MAX_VALUE);
  }

  /**
   * {@return how many multihashes of a region there are, or {@code limit} where they are more}
   *
   * @param prefix the region
   * @param limit where counting ends, at least 0
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  long countUpTo(KeyspacePrefix prefix, long limit);

  /**
   * {@return the first multihashes of a region, in the order of their ids}
   *
   * @param prefix the region
   * @param size how many a page has at most, at least 1
   * @throws IllegalArgumentException if the size is less than 1
   */
  MultihashPage page(KeyspacePrefix prefix, int size);

  /**
   * {@return the page that begins behind {@code cursor}} It shows the set as it is now; a cursor
   * outlives resets and restarts: what is there all the time is shown once.
   *
   * @param prefix the region, as it was for the first page
   * @param size how many a page has at most, at least 1; it may change between pages
   * @param cursor of the page before
   * @throws IllegalArgumentException if the cursor belongs to another region, or the size is less
   *     than 1
   */
  MultihashPage page(KeyspacePrefix prefix, int size, Cursor cursor);

  /** {@return how many multihashes there are: known, not counted, and exact also after a crash} */
  long size();

  /** Closes the view and the listings that it handed out. Idempotent. */
  @Override
  void close();
}
