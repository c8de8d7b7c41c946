package dev.cairn.car;

import dev.cairn.datastore.DatastoreException;

/**
 * An archive could not be read to its end. The blocks before the fault were valid, are stored and
 * synced; of the part at fault nothing is. The {@linkplain #getCause() cause} tells the fault.
 */
public final class CarImportException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  // Not serialised: the message holds what a reader of a log needs.
  private final transient ImportResult kept;

  CarImportException(ImportResult kept, DatastoreException fault) {
    super(fault.getMessage() + "; " + outcome(kept), fault, fault.retryable());
    this.kept = kept;
  }

  /** {@return what was valid before the fault, and is stored and synced} */
  public ImportResult kept() {
    return kept;
  }

  private static String outcome(ImportResult kept) {
    if (kept.blocks() == 0) {
      return "no block was imported";
    }
    return kept.blocks() == 1
        ? "the one block before it is valid and was kept"
        : "the " + kept.blocks() + " blocks before it are valid and were kept";
  }
}
