package dev.cairn.mount;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import java.util.List;

/**
 * A batch across several mounts was applied at some of them and not at others. Applying the same
 * writes again, in a new batch, completes it.
 */
public final class PartialCommitException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  private final transient List<Key> committed;
  private final transient Key failed;
  private final transient List<Key> discarded;

  PartialCommitException(
      List<Key> committed, Key failed, List<Key> discarded, RuntimeException cause) {
    super(
        "a batch was committed at %s, failed at %s%s: %s; apply its writes again to complete it"
            .formatted(
                committed,
                failed,
                discarded.isEmpty() ? "" : ", and was discarded at " + discarded,
                cause.getMessage()),
        cause,
        cause instanceof DatastoreException e && e.retryable());
    this.committed = List.copyOf(committed);
    this.failed = failed;
    this.discarded = List.copyOf(discarded);
  }

  /** {@return the mountpoints whose part was applied whole, in the order of their commits} */
  public List<Key> committed() {
    return committed;
  }

  /**
   * {@return the mountpoint whose store failed; its part was applied or not as that store says of a
   * failed commit, in the cause}
   */
  public Key failed() {
    return failed;
  }

  /** {@return the mountpoints whose part was not tried any more, of which nothing was applied} */
  public List<Key> discarded() {
    return discarded;
  }
}
