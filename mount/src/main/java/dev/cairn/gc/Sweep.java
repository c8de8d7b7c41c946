package dev.cairn.gc;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Deletes from the first mount what is not marked, batch by batch, or counts it. */
final class Sweep {

  /** So many blocks go at once; only who puts one of these has to wait. */
  private static final int BATCH = 256;

  private static final int KEPT_FAILURES = 1000;

  private final MultiBlockstore blocks;
  private final Epoch epoch;
  private final Predicate<Multihash> isFresh;
  private final CollectionOptions options;
  private final CancellationToken cancellation;

  private final String work;
  private final Map<Multihash, Long> batch = new LinkedHashMap<>();
  private final List<Multihash> deleted = new ArrayList<>();
  private final List<SweepFailure> failures = new ArrayList<>();
  private final List<SweepFailure> untold = new ArrayList<>();
  private long failureCount;
  private long kept;
  private long fresh;
  private long swept;
  private long sweptBytes;
  private long pendingBytes;

  Sweep(
      MultiBlockstore blocks,
      Epoch epoch,
      Predicate<Multihash> isFresh,
      CollectionOptions options,
      CancellationToken cancellation) {
    this.blocks = blocks;
    this.epoch = epoch;
    this.isFresh = isFresh;
    this.options = options;
    this.cancellation = cancellation;
    this.work = "the sweep of " + blocks;
  }

  void run() {
    Blockstore cache = blocks.firstMount();
    try (CloseableIterator<Multihash> listing = cache.list()) {
      while (sweptBytes + pendingBytes < options.freeBytes() && listing.hasNext()) {
        cancellation.check(work);
        decide(cache, listing.next());
        if (batch.size() == BATCH) {
          sweepBatch();
        }
      }
      sweepBatch();
    }
  }

  private void decide(Blockstore cache, Multihash block) {
    if (epoch.marks().contains(block)) {
      kept++;
    } else if (isFresh.test(block)) {
      fresh++;
    } else {
      long bytes = sizeOf(cache, block);
      batch.put(block, bytes);
      pendingBytes += bytes;
    }
  }

  /** Returns 0 where the size cannot be read: the deletion will tell what is wrong. */
  private static long sizeOf(Blockstore cache, Multihash block) {
    try {
      return cache.size(Cid.rawOf(block)).orElse(0);
    } catch (DatastoreClosedException | CancelledException e) {
      throw e;
    } catch (DatastoreException e) {
      return 0;
    }
  }

  private void sweepBatch() {
    if (batch.isEmpty()) {
      return;
    }
    if (options.isDryRun()) {
      batch.keySet().stream().filter(block -> !epoch.marks().contains(block)).forEach(deleted::add);
    } else {
      epoch.sweep(batch.keySet(), this::delete);
    }
    tell();
    kept += batch.size() - deleted.size() - untold.size();
    deleted.clear();
    untold.clear();
    batch.clear();
    pendingBytes = 0;
  }

  /** Nobody is condemned any more, so the listener may take its time. */
  private void tell() {
    for (Multihash block : deleted) {
      long bytes = batch.getOrDefault(block, 0L);
      swept++;
      sweptBytes += bytes;
      options.listener().swept(block, bytes);
    }
    for (SweepFailure failure : untold) {
      failureCount++;
      if (failures.size() < KEPT_FAILURES) {
        failures.add(failure);
      }
      options.listener().failed(failure);
    }
  }

  private void delete(List<Multihash> unmarked) {
    try {
      blocks.deleteAll(unmarked.stream().map(Cid::rawOf).toList());
      deleted.addAll(unmarked);
    } catch (DatastoreClosedException e) {
      throw e;
    } catch (DatastoreException e) {
      unmarked.forEach(this::deleteAlone);
    }
  }

  private void deleteAlone(Multihash block) {
    try {
      blocks.delete(Cid.rawOf(block));
      deleted.add(block);
    } catch (DatastoreClosedException e) {
      throw e;
    } catch (DatastoreException e) {
      untold.add(new SweepFailure(block, e));
    }
  }

  long kept() {
    return kept;
  }

  long fresh() {
    return fresh;
  }

  long swept() {
    return swept;
  }

  long sweptBytes() {
    return sweptBytes;
  }

  long failureCount() {
    return failureCount;
  }

  List<SweepFailure> failures() {
    return failures;
  }
}
