package dev.cairn.mount;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import java.util.List;

/**
 * A batch across several mounts was applied at some of them and not at others. Without a {@link
 * BatchJournal}, applying the same writes again, in a new batch, completes it; with one, the mounts
 * complete it themselves, before anybody writes to one of its keys, or when they are next opened.
 */
public final class PartialCommitException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  private final transient List<Key> committed;
  private final transient Key failed;
  private final transient List<Key> discarded;

  private PartialCommitException(
      List<Key> points, int at, RuntimeException cause, String completion) {
    super(
        "a batch was committed at %s, failed at %s%s: %s; %s"
            .formatted(
                points.subList(0, at),
                points.get(at),
                at + 1 < points.size()
                    ? ", and was discarded at " + points.subList(at + 1, points.size())
                    : "",
                cause.getMessage(),
                completion),
        cause,
        cause instanceof DatastoreException e && e.retryable());
    this.committed = List.copyOf(points.subList(0, at));
    this.failed = points.get(at);
    this.discarded = List.copyOf(points.subList(at + 1, points.size()));
  }

  static PartialCommitException unjournaled(List<Key> points, int at, RuntimeException cause) {
    return new PartialCommitException(points, at, cause, "apply its writes again to complete it");
  }

  static PartialCommitException journaled(List<Key> points, int at, RuntimeException cause) {
    return new PartialCommitException(
        points,
        at,
        cause,
        "it could not be taken back either, and is completed from the journal as soon as the"
            + " stores can be written to; writes to its keys wait for that");
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
