package dev.cairn.gc;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import java.util.List;

/**
 * A pin was refused, since not all that it would keep is there and can be read. Nothing was
 * recorded.
 */
public final class IncompleteDagException extends DatastoreException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 3;

  /** Not serialised: a {@link WalkFailure} is a value of this process. */
  private final transient List<WalkFailure> failures;

  /** How many blocks could not be followed, more than are kept. */
  private final long count;

  IncompleteDagException(Cid root, WalkFailures failures) {
    super(message(root, failures), failures.first().cause());
    this.failures = failures.list();
    this.count = failures.count();
  }

  private static String message(Cid root, WalkFailures failures) {
    return "cannot pin %s: %d of the blocks that it reaches are missing or cannot be followed; put them, then pin it again: %s"
        .formatted(root, failures.count(), failures.summary(SHOWN));
  }

  /** {@return the blocks that are missing or cannot be followed, the first 1000 of them} */
  public List<WalkFailure> failures() {
    return failures;
  }

  /** {@return how many blocks are missing or cannot be followed} */
  public long count() {
    return count;
  }

  /** {@return the blocks among {@link #failures()} that no mount has} */
  public List<Cid> missing() {
    return failures.stream()
        .filter(failure -> failure.kind() == WalkFailure.Kind.MISSING)
        .map(WalkFailure::cid)
        .toList();
  }
}
