package dev.cairn.gc;

import java.time.Duration;
import java.util.List;

/**
 * What a collection has done.
 *
 * @param dryRun whether it only counted
 * @param marked blocks that the roots reach in any mount, and blocks that were put or pinned
 *     meanwhile
 * @param kept blocks of the first mount that are among those
 * @param fresh blocks of the first mount that nothing keeps but the grace period
 * @param swept blocks that were deleted from the first mount, or would have been
 * @param sweptBytes their sizes together
 * @param failureCount blocks that could not be deleted
 * @param failures the first of those, at most 1000
 * @param waited how long it waited for an earlier collection and for older tokens
 * @param blocked how long writers waited on account of it, all together
 * @param markBytes the heap that the marks took
 */
public record CollectionReport(
    boolean dryRun,
    long marked,
    long kept,
    long fresh,
    long swept,
    long sweptBytes,
    long failureCount,
    List<SweepFailure> failures,
    Duration waited,
    Duration blocked,
    long markBytes) {

  /** Creates a report. */
  public CollectionReport {
    failures = List.copyOf(failures);
  }

  /** {@return whether all that was to be deleted was} */
  public boolean isComplete() {
    return failureCount == 0;
  }
}
