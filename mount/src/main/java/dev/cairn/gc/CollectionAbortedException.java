package dev.cairn.gc;

import dev.cairn.datastore.DatastoreException;
import java.util.List;

/**
 * A collection ended before anything was deleted, since not all that the pins keep could be
 * followed: what lies behind a block that cannot be read is not known, and might be deleted.
 */
public final class CollectionAbortedException extends DatastoreException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 3;

  /** Not serialised: a {@link WalkFailure} is a value of this process. */
  private final transient List<WalkFailure> failures;

  /** How many blocks could not be followed, more than are kept. */
  private final long count;

  CollectionAbortedException(WalkFailures failures) {
    super(
        "the collection was aborted and nothing was deleted: %d blocks could not be followed; make them readable, or unpin what reaches them: %s"
            .formatted(failures.count(), failures.summary(SHOWN)),
        failures.first().cause());
    this.failures = failures.list();
    this.count = failures.count();
  }

  /** {@return the blocks that could not be followed, the first 1000 of them} */
  public List<WalkFailure> failures() {
    return failures;
  }

  /** {@return how many blocks could not be followed} */
  public long count() {
    return count;
  }
}
