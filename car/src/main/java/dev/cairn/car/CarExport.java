package dev.cairn.car;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.function.BooleanSupplier;

/**
 * Writes blocks of a blockstore into an archive: those that can be reached from its roots, or all.
 *
 * <p>Each multihash is written once, under the CID that it was first met by. Blocks are verified on
 * the way, so that damage does not spread; but by default not those whose hash function cannot be
 * computed here. The caller commits the archive. About 200 bytes of memory are needed for each
 * block.
 *
 * <p>Immutable: each setting returns a new export.
 */
public final class CarExport {

  private final Blockstore source;
  private final ExportOptions options;
  private final CarProgress progress;
  private final BooleanSupplier cancelled;

  private CarExport(
      Blockstore source, ExportOptions options, CarProgress progress, BooleanSupplier cancelled) {
    this.source = source;
    this.options = options;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  /**
   * {@return an export from a store, with the default options}
   *
   * @param source stays open
   */
  public static CarExport from(Blockstore source) {
    return new CarExport(source, ExportOptions.defaults(), CarProgress.NONE, () -> false);
  }

  /**
   * {@return the same export with other options}
   *
   * @param options what it follows, verifies and leaves out
   */
  public CarExport withOptions(ExportOptions options) {
    return new CarExport(source, options, progress, cancelled);
  }

  /**
   * {@return the same export, reporting its progress}
   *
   * @param progress told the bytes written, without a total
   */
  public CarExport withProgress(CarProgress progress) {
    return new CarExport(source, options, progress, cancelled);
  }

  /**
   * {@return the same export, to be cancelled}
   *
   * @param cancelled asked before each block, so it should be quick; true ends the export
   */
  public CarExport withCancellation(BooleanSupplier cancelled) {
    return new CarExport(source, options, progress, cancelled);
  }

  /**
   * Writes the roots of an archive and all blocks that can be reached from them: depth first, in
   * the order of the links. A block that is met again is not walked again, unless by another codec.
   *
   * @param archive opened with the roots; not committed
   * @return what was written
   * @throws MissingBlockException if a block is not held, unless such are skipped
   * @throws CorruptDataException if a block has another hash, or does not follow its codec
   * @throws dev.cairn.multiformats.UnsupportedHashException if a hash cannot be computed here, and
   *     the options ask for {@link HashCheck#ALL}
   * @throws CancelledException if it was cancelled
   * @throws DatastoreException if the store or the archive fails
   */
  public ExportResult reachable(CarWriter archive) {
    BlockExport export = begin(archive);
    new DagWalk(export::visit).from(archive.roots());
    return export.result();
  }

  /**
   * Writes all blocks of the store, in the order of its listing. A store knows multihashes only:
   * each block gets a CIDv1 of codec raw.
   *
   * @param archive as a rule without roots; not committed
   * @return what was written
   * @throws MissingBlockException if a block was deleted meanwhile, unless missing ones are skipped
   * @throws CorruptDataException if a block has another hash
   * @throws dev.cairn.multiformats.UnsupportedHashException if a hash cannot be computed here, and
   *     the options ask for {@link HashCheck#ALL}
   * @throws CancelledException if it was cancelled
   * @throws DatastoreException if the store or the archive fails
   */
  public ExportResult all(CarWriter archive) {
    BlockExport export = begin(archive);
    try (CloseableIterator<Multihash> listing = source.list()) {
      while (listing.hasNext()) {
        export.copy(Cid.rawOf(listing.next()));
      }
    }
    return export.result();
  }

  private BlockExport begin(CarWriter archive) {
    return new BlockExport(source, archive, options, progress, cancelled);
  }
}
