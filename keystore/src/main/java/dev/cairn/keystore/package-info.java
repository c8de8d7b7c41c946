/**
 * The multihashes that a node announces to the DHT, by their place in the Kademlia keyspace, and
 * resets that replace the whole set and leave nothing behind.
 *
 * <p>A {@link dev.cairn.keystore.Keystore} holds the set: {@link
 * dev.cairn.keystore.DatastoreKeystore} in one datastore, {@link
 * dev.cairn.keystore.ResettableKeystore} in generations, each in a datastore of its own that a
 * {@link dev.cairn.keystore.DatastoreFactory} makes and destroys. A {@link
 * dev.cairn.keystore.KeyspacePrefix} names a region of the keyspace.
 *
 * <p><b>Threads.</b> Keystores may be used by any number of threads. Readers run in parallel and
 * wait neither for writers nor for a reset; writers take turns. No thread is started.
 *
 * <p><b>Closing.</b> Keystores, listings and {@linkplain dev.cairn.keystore.Reset sessions} are
 * closed by whoever got them; closing a keystore closes what it handed out, and a later call gets
 * {@link dev.cairn.datastore.DatastoreClosedException}. Closing is idempotent.
 *
 * <pre>{@code
 * try (var keystore = ResettableKeystore.open(directory, opener)) {
 *   keystore.put(List.of(multihash));
 *   try (Reset reset = keystore.reset()) { // changes are captured from here on
 *     reset.feed(multihashesOfAllBlocks());
 *     reset.commit();
 *   }
 *   try (var region = keystore.get(KeyspacePrefix.parse("0110"))) {
 *     region.forEachRemaining(this::announce);
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.keystore;

import org.jspecify.annotations.NullMarked;
