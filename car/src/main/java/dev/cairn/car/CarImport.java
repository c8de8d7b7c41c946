package dev.cairn.car;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.DatastoreException;
import java.util.function.BooleanSupplier;

/**
 * Stores the blocks of archives in a blockstore, in batches of at most 8 MiB, and syncs before it
 * says what it stored. Blocks that their CID holds (of hash function identity) are verified and
 * counted, and need no store.
 *
 * <p>Where an archive turns out to be damaged, or the import is cancelled, what was valid before is
 * kept and synced, and the exception says how much that is; of the faulty section nothing is
 * stored. An import that was broken off, even by a killed process, is completed by another of the
 * same archive.
 *
 * <p>Immutable: each setting returns a new import.
 */
public final class CarImport {

  private final Blockstore target;
  private final CarProgress progress;
  private final BooleanSupplier cancelled;

  private CarImport(Blockstore target, CarProgress progress, BooleanSupplier cancelled) {
    this.target = target;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  /**
   * {@return an import into a store}
   *
   * @param target stays open
   */
  public static CarImport into(Blockstore target) {
    return new CarImport(target, CarProgress.NONE, () -> false);
  }

  /**
   * {@return the same import, reporting its progress}
   *
   * @param progress told the bytes read
   */
  public CarImport withProgress(CarProgress progress) {
    return new CarImport(target, progress, cancelled);
  }

  /**
   * {@return the same import, to be cancelled}
   *
   * @param cancelled asked after each block, so it should be quick; true ends the import
   */
  public CarImport withCancellation(BooleanSupplier cancelled) {
    return new CarImport(target, progress, cancelled);
  }

  /**
   * {@return what was stored, after it was synced}
   *
   * @param archive read to its end, and left open
   * @throws CarImportException if the archive cannot be read to its end; it says what was kept
   * @throws CancelledException if it was cancelled; what was read before is kept
   * @throws DatastoreException if the store fails; some blocks may be stored
   */
  public ImportResult run(CarReader archive) {
    BlockBatch batch = new BlockBatch(target);
    while (hasNext(archive, batch)) {
      batch.add(archive.next());
      progress.at(archive.bytesRead(), archive.totalBytes());
      if (cancelled.getAsBoolean()) {
        throw cancelled(archive, batch);
      }
    }
    return finish(archive, batch);
  }

  /** Reading fails here alone: once a reader knows its next block, it has it. */
  private static boolean hasNext(CarReader archive, BlockBatch batch) {
    try {
      return archive.hasNext();
    } catch (DatastoreException fault) {
      throw broken(archive, batch, fault);
    }
  }

  private static DatastoreException broken(
      CarReader archive, BlockBatch batch, DatastoreException fault) {
    try {
      return new CarImportException(finish(archive, batch), fault);
    } catch (RuntimeException e) {
      e.addSuppressed(fault);
      throw e;
    }
  }

  private static CancelledException cancelled(CarReader archive, BlockBatch batch) {
    ImportResult kept = finish(archive, batch);
    return new CancelledException(
        "the import of %s was cancelled with %d blocks kept; import it again to complete it"
            .formatted(archive.name(), kept.blocks()));
  }

  private static ImportResult finish(CarReader archive, BlockBatch batch) {
    batch.finish();
    return new ImportResult(batch.blocks(), batch.bytes(), archive.roots());
  }
}
