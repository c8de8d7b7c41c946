/**
 * The second of the two words: a {@link dev.cairn.blockstore.Blockstore} maps CIDs to blocks. What
 * it stands on (a datastore, files, archives, other blockstores) is the business of other modules.
 *
 * <p>A block is found by its multihash: the version and the codec of the CID that asks do not
 * matter.
 *
 * <pre>{@code
 * Block block = Block.raw("hello".getBytes(UTF_8));
 * blocks.put(block);
 * Optional<Block> again = blocks.get(block.cid());
 * }</pre>
 */
@NullMarked
package dev.cairn.blockstore;

import org.jspecify.annotations.NullMarked;
