package dev.cairn.mount;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import java.util.List;

/**
 * A batch across several mounts was applied at some of them and not at others. Without a {@link
 * BatchJournal}, applying the same writes again, in a new batch, completes it; with one, the mounts
 * complete it themselves, before anybody writes to one of its keys, or when they are next opened.
 * With a journal that can be written no more, it is also thrown for a batch of which nothing is
 * applied, and which may yet be applied whole when the mounts are next opened: {@link #committed()}
 * is empty then.
 */
public final class PartialCommitException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  private final transient List<Key> committed;
  private final transient Key failed;
  private final transient List<Key> discarded;

  private PartialCommitException(
      String message,
      List<Key> committed,
      Key failed,
      List<Key> discarded,
      RuntimeException cause) {
    super(message, cause, cause instanceof DatastoreException e && e.retryable());
    this.committed = List.copyOf(committed);
    this.failed = failed;
    this.discarded = List.copyOf(discarded);
  }

  private static PartialCommitException halfway(
      List<Key> points, int at, RuntimeException cause, String completion) {
    List<Key> committed = points.subList(0, at);
    List<Key> discarded = points.subList(at + 1, points.size());
    String message =
        "a batch was committed at %s, failed at %s%s: %s; %s"
            .formatted(
                committed,
                points.get(at),
                discarded.isEmpty() ? "" : ", and was discarded at " + discarded,
                cause.getMessage(),
                completion);
    return new PartialCommitException(message, committed, points.get(at), discarded, cause);
  }

  static PartialCommitException unjournaled(List<Key> points, int at, RuntimeException cause) {
    return halfway(points, at, cause, "apply its writes again to complete it");
  }

  static PartialCommitException journaled(List<Key> points, int at, RuntimeException cause) {
    return halfway(
        points,
        at,
        cause,
        "it could not be taken back either, and is completed from the journal as soon as the"
            + " stores can be written to; writes to its keys wait for that");
  }

  /** Returns the failure of a batch that was taken back, but is still in the journal. */
  static PartialCommitException takenBack(List<Key> points, int at, RuntimeException cause) {
    Key failed = points.get(at);
    String message =
        "a batch failed at %s and nothing of it is applied now, but it could not be removed from the"
                .formatted(failed)
            + " journal: %s; writes to its keys wait until it is, and where the mounts are opened"
                .formatted(cause.getMessage())
            + " again before, it is applied, whole";
    List<Key> others = points.stream().filter(point -> !point.equals(failed)).toList();
    return new PartialCommitException(message, List.of(), failed, others, cause);
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

  /**
   * {@return the mountpoints whose part was not tried any more, or was taken back, of which nothing
   * is applied now}
   */
  public List<Key> discarded() {
    return discarded;
  }
}
