/**
 * The self-describing names of content addressing: varints, multibase text, multihashes, content
 * identifiers (CIDs) and the table of their codes.
 *
 * <p>What to reach for:
 *
 * <ul>
 *   <li>{@link dev.cairn.multiformats.Cid} names a block: version, codec, multihash;
 *   <li>{@link dev.cairn.multiformats.Multihash} names bytes by a digest, makes and verifies it;
 *   <li>{@link dev.cairn.multiformats.HashFunction} is a function that Cairn can compute, {@link
 *       dev.cairn.multiformats.Multicodec} a row of the published table of all codes;
 *   <li>{@link dev.cairn.multiformats.Multibase} turns bytes into text and back, {@link
 *       dev.cairn.multiformats.Varint} small numbers into bytes and back.
 * </ul>
 *
 * <pre>{@code
 * Cid cid = Cid.parse("bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy");
 * boolean intact = cid.multihash().verify("foo".getBytes(UTF_8)); // true
 * }</pre>
 *
 * <p><b>Strictness.</b> There is one text per base and one byte form for each value, and only that
 * one is read: non-minimal varints, trailing bytes, foreign characters, wrong padding and leftover
 * bits are refused with a {@link dev.cairn.multiformats.MultiformatException} that says what is
 * wrong and where. The one latitude is the letter case of the bases that the multibase table calls
 * case-insensitive.
 *
 * <p><b>Unknown codes.</b> Codecs and hash functions that Cairn does not know are carried as they
 * are. Only computing or verifying a digest needs the function, and fails with an {@link
 * dev.cairn.multiformats.UnsupportedHashException} that names it.
 *
 * <p><b>Threads and bytes.</b> All types are immutable and safe for use by any number of threads.
 * An array handed in is not kept, an array handed out is the caller's; a buffer that is read
 * sequentially ({@code read}) is advanced past what was read, and left where it was if reading
 * failed.
 */
@NullMarked
package dev.cairn.multiformats;

import org.jspecify.annotations.NullMarked;
