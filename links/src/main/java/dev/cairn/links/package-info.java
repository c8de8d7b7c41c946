/**
 * Which CIDs a block names: what a walk over a graph of blocks follows.
 *
 * <p>{@link dev.cairn.links.Links#standard()} knows the codecs dag-pb, dag-cbor and dag-json, and
 * the codecs whose blocks are leaves: raw, cbor and json. Of a block of any other codec the answer
 * is an empty {@link java.util.Optional}, which is not the same as an empty list: that block may
 * name others, and whoever walks has to say that it did not follow them. More codecs are added by a
 * {@link dev.cairn.links.LinkExtractor}.
 *
 * <p>A block is input from a stranger, even where its hash is right. Reading one takes memory in
 * proportion to its size and no deep stack, and ends in its links or in a {@link
 * dev.cairn.datastore.CorruptDataException} that names the block and the byte.
 *
 * <p>All types are immutable and safe for use by any number of threads; there is nothing to close.
 *
 * <pre>{@code
 * Optional<List<Cid>> children = Links.standard().of(block);
 * }</pre>
 */
@NullMarked
package dev.cairn.links;

import org.jspecify.annotations.NullMarked;
