/**
 * Content-addressed archives (CAR): files of blocks, read and written as streams and verified on
 * the way.
 *
 * <p>A {@link dev.cairn.car.CarReader} reads CARv1, and the payload of CARv2. It takes nothing on
 * trust: every length is checked before memory is taken for it, every block has the hash that its
 * CID says, and an archive that is damaged or cut off is refused with a {@link
 * dev.cairn.car.CarFormatException} that names the byte. (One cut is not visible: a CARv1 that ends
 * exactly between two blocks is a whole archive by its format.) A {@link dev.cairn.car.CarWriter}
 * writes CARv1. {@link dev.cairn.car.CarImport} and {@link dev.cairn.car.CarExport} connect them
 * with a {@link dev.cairn.blockstore.Blockstore}, and a {@link dev.cairn.car.CarBlockstore} is one:
 * the blocks of an archive where they lie.
 *
 * <p><b>Threads.</b> Readers and writers are for one thread at a time; {@code close} may come from
 * any. A blockstore is for any number. Options, imports and exports are immutable and can be
 * shared.
 *
 * <p><b>Closing.</b> A reader or writer owns the stream that it was given and closes it. Closing is
 * idempotent, and a late call gets {@link dev.cairn.datastore.DatastoreClosedException}. A writer
 * that is closed without {@link dev.cairn.car.CarWriter#commit()} leaves no file.
 *
 * <pre>{@code
 * try (CarReader archive = CarReader.open(Path.of("wiki.car"))) {
 *   ImportResult imported = CarImport.into(blocks).run(archive);
 * }
 * try (CarWriter archive = CarWriter.create(Path.of("copy.car"), List.of(root))) {
 *   CarExport.from(blocks).reachable(archive);
 *   archive.commit();
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.car;

import org.jspecify.annotations.NullMarked;
