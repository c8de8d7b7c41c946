package dev.cairn.datastore.wrapper;

import java.util.Locale;

/** The calls that wrappers watch, repeat or count: those of a datastore and of its abilities. */
public enum Operation {
  /** {@link dev.cairn.datastore.Datastore#get}, also of a transaction. */
  GET,
  /** {@link dev.cairn.datastore.Datastore#getAll}. */
  GET_ALL,
  /** {@link dev.cairn.datastore.Datastore#has}. */
  HAS,
  /** {@link dev.cairn.datastore.Datastore#size}. */
  SIZE,
  /** {@link dev.cairn.datastore.Datastore#put}. */
  PUT,
  /** {@link dev.cairn.datastore.Datastore#delete}. */
  DELETE,
  /** {@link dev.cairn.datastore.Datastore#query}, from the question to the closing. */
  QUERY,
  /** {@link dev.cairn.datastore.Datastore#sync}. */
  SYNC,
  /** {@link dev.cairn.datastore.Datastore#close}. */
  CLOSE,
  /** {@link dev.cairn.datastore.Batching#batch}. */
  BATCH,
  /** A put that is added to a batch, a transaction or a bulk load. */
  BATCH_PUT,
  /** A delete that is added to a batch or a transaction. */
  BATCH_DELETE,
  /** The commit of a batch, a transaction or a bulk load. */
  COMMIT,
  /** {@link dev.cairn.datastore.DiskUsage#diskUsage}. */
  DISK_USAGE,
  /** {@link dev.cairn.datastore.Snapshots#snapshot}. */
  SNAPSHOT,
  /** {@link dev.cairn.datastore.Transactions#begin}. */
  BEGIN,
  /** {@link dev.cairn.datastore.Expiring#put}. */
  PUT_EXPIRING,
  /** {@link dev.cairn.datastore.Expiring#expireAt}. */
  EXPIRE_AT,
  /** {@link dev.cairn.datastore.Expiring#expiration}. */
  EXPIRATION,
  /** {@link dev.cairn.datastore.Expiring#removeExpired}. */
  REMOVE_EXPIRED,
  /** {@link dev.cairn.datastore.ConditionalWrites#putIfAbsent}. */
  PUT_IF_ABSENT,
  /** {@link dev.cairn.datastore.ConditionalWrites#replace}. */
  REPLACE,
  /** {@link dev.cairn.datastore.View#view}. */
  VIEW,
  /** {@link dev.cairn.datastore.RangeDelete#deleteRange}. */
  DELETE_RANGE,
  /** {@link dev.cairn.datastore.BulkLoad#bulkLoad}. */
  BULK_LOAD,
  /** {@link dev.cairn.datastore.Compaction#compact}. */
  COMPACT,
  /** {@link dev.cairn.datastore.GarbageCollection#collectGarbage}. */
  COLLECT_GARBAGE,
  /** {@link dev.cairn.datastore.Check#check}. */
  CHECK,
  /** {@link dev.cairn.datastore.Scrub#scrub}. */
  SCRUB,
  /** {@link dev.cairn.datastore.Checkpoint#checkpoint}. */
  CHECKPOINT;

  /** {@return the name in lower case with hyphens, such as {@code get-all}} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
