package dev.cairn.gc;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;

/**
 * The datastore holds pins that another program wrote, as Kubo does below {@code /pins}, and that
 * Cairn does not read: nothing was deleted, since it could be what they keep.
 */
public final class ForeignPinsException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /** Where Kubo keeps its pins. */
  private static final Key KUBO_PINS = Key.of("/pins");

  private ForeignPinsException(Datastore store) {
    super(
        "nothing can be deleted: %s holds pins below %s that another program wrote, as Kubo does, and what they keep is not known here; collect with that program, or pin the same blocks here and then delete all keys below %s"
            .formatted(store, KUBO_PINS, KUBO_PINS));
  }

  /** Refuses where there are such pins. */
  static void check(Datastore store) {
    if (areIn(store)) {
      throw new ForeignPinsException(store);
    }
  }

  static boolean areIn(Datastore store) {
    return store.has(KUBO_PINS) || Datastores.existsUnder(store, KUBO_PINS);
  }
}
