package dev.cairn.keystore;

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
public interface Keystore extends KeystoreView {

  /**
   * Adds multihashes, whichever of them are not there yet. They are written in batches of a few
   * thousand, each of them whole or not at all: where one fails, those before it stay.
   *
   * @param multihashes the multihashes, in any order; one that occurs twice counts once
   * @return those that were not there before, in the order of {@code multihashes}
   */
  List<Multihash> put(Collection<Multihash> multihashes);

  /**
   * Removes multihashes, in batches as {@link #put} adds them.
   *
   * @param multihashes the multihashes; those that are not there are passed over
   * @return how many were there
   */
  long delete(Collection<Multihash> multihashes);

  /** Removes all multihashes. */
  void empty();

  /**
   * {@return the set as it is now, whatever is changed or reset later; the caller closes it} One
   * that is held for long keeps the room of what was deleted since from being freed.
   *
   * @throws UnsupportedOperationException if the datastore below cannot show its past
   */
  KeystoreView snapshot();

  /** {@return the bytes of the files, or nothing where the store below cannot say} */
  OptionalLong diskUsage();

  /** Makes all changes durable whose calls have returned: they survive loss of power. */
  void sync();

  /**
   * Closes the keystore, the listings and snapshots that it handed out, and the datastore below.
   * Waits for calls in progress. Idempotent.
   */
  @Override
  void close();
}
