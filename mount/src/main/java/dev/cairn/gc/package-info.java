/**
 * What is kept and what is collected: pins, and mark and sweep over a {@link
 * dev.cairn.mount.MultiBlockstore}.
 *
 * <ul>
 *   <li>{@link dev.cairn.gc.Pins}: blocks to keep, alone or with all that they link to.
 *   <li>{@link dev.cairn.gc.Locker} and {@link dev.cairn.gc.Token}: how writers make sure that a
 *       collection does not take what they have put and not pinned yet.
 *   <li>{@link dev.cairn.gc.Collector}: deletes from the first mount what no pin keeps, and single
 *       blocks as far as pins allow it; {@link dev.cairn.gc.CollectionSchedule} asks from time to
 *       time whether a collection is due.
 * </ul>
 *
 * <p><b>Threads.</b> All types here may be used by any number of threads at once; listings by one
 * at a time. No lock belongs to a thread.
 *
 * <p><b>Closing.</b> {@link dev.cairn.gc.Pins} borrows its stores and leaves them open; it is
 * closed before them.
 *
 * <pre>{@code
 * Links known = Links.standard();
 * try (Pins pins = Pins.on(datastore, blocks, BlockLinks.of(known::isLeaf, known::of))) {
 *   try (Token token = pins.locker().open("import of the archive")) {
 *     blocks.putAll(imported);
 *     pins.add(root, PinOptions.recursive().named("archive").within(token));
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.gc;

import org.jspecify.annotations.NullMarked;
