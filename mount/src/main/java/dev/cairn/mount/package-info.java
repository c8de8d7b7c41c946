/**
 * Compositions: several datastores as one, and blockstores over datastores and over each other.
 *
 * <ul>
 *   <li>{@link dev.cairn.mount.MountDatastore}: datastores under key prefixes, the deepest wins.
 *   <li>{@link dev.cairn.mount.DatastoreBlockstore}: blocks in a datastore, under Kubo's keys.
 *   <li>{@link dev.cairn.mount.MultiBlockstore}: one writable cache and any number of read-only
 *       stores behind it, by name; {@link dev.cairn.mount.Upkeep} keeps their copies good and few.
 * </ul>
 *
 * <p><b>Threads.</b> All stores here may be used by any number of threads at once; listings and
 * batches by one at a time, and closed from any.
 *
 * <p><b>Closing.</b> A composition owns what it is made of: closing it closes all of that,
 * whichever part fails, and every late call gets {@link
 * dev.cairn.datastore.DatastoreClosedException}. A composition that was refused at construction has
 * closed nothing.
 *
 * <pre>{@code
 * Datastore mounts = MountDatastore.of(List.of(
 *     Mount.at("/blocks", rocks), Mount.at("/", level)));
 * try (Blockstore cache = DatastoreBlockstore.on(mounts);
 *     Blockstore blocks = MultiBlockstore.builder()
 *         .cache("cache", cache)
 *         .aux("archive", archive)
 *         .build()) {
 *   Optional<Block> block = blocks.get(cid);
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.mount;

import org.jspecify.annotations.NullMarked;
