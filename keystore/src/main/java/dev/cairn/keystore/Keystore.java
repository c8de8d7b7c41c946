package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Multihash;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * The set of multihashes that a node announces to the DHT, by the place of each in the Kademlia
 * keyspace. An index: what is lost of it can be rebuilt from the blocks or the pins.
 *
 * <p>Any number of threads may call at once. Readers run in parallel and never wait for writers;
 * writers take turns. A change is visible when its call has returned and survives a killed process;
 * it survives loss of power once {@link #sync()} has returned.
 *
 * <p>After {@link #close()} every other method throws {@link DatastoreClosedException}. Every
 * method may throw {@link DatastoreException} where the store below fails.
 */
public interface Keystore extends AutoCloseable {

  /**
   * Adds multihashes, whichever of them are not there yet. They are written in batches of a few
   * thousand, each of them whole or not at all: where one fails, those before it stay.
   *
   * @param multihashes the multihashes, in any order; one that occurs twice counts once
   * @return those that were not there before, in the order of {@code multihashes}
   */
  List<Multihash> put(Collection<Multihash> multihashes);

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
   * Removes multihashes, in batches as {@link #put} adds them.
   *
   * @param multihashes the multihashes; those that are not there are passed over
   * @return how many were there
   */
  long delete(Collection<Multihash> multihashes);

  /** Removes all multihashes. */
  void empty();

  /** {@return how many multihashes there are: known, not counted, and exact also after a crash} */
  long size();

  /** {@return the bytes of the files, or nothing where the store below cannot say} */
  OptionalLong diskUsage();

  /** Makes all changes durable whose calls have returned: they survive loss of power. */
  void sync();

  /**
   * Closes the keystore, the listings that it handed out, and the datastore below. Waits for calls
   * in progress. Idempotent.
   */
  @Override
  void close();
}
