package dev.cairn.keystore;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.keystore.CompactLayout.Encoder;
import dev.cairn.keystore.CompactLayout.Tag;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A generation while a reset fills it. Two streams meet in it: what the source feeds, in any order,
 * which is sorted and then written at once; and the changes that arrive at the keystore meanwhile,
 * which overrule the source. Those are noted, in the datastore itself, the last one of each
 * multihash, and made when the source's are in.
 *
 * <p>So it is known how many multihashes there are: as many as were written, and one more or less
 * with each note that makes a difference.
 *
 * <p>The changes, and {@link #complete}, come under the lock of the keystore's writers.
 */
final class NewGeneration {

  private final long number;
  private final Batching store;
  private final ExternalSort sort;
  private final LoadCrew crew;
  private final ReentrantLock writing;

  /** Shared by those who feed, so that an emptying and the closing can keep them out. */
  private final ReentrantReadWriteLock feeding = new ReentrantReadWriteLock();

  private volatile @Nullable Throwable failure;

  /** Whether the source says nothing any more, since all was removed after the reset began. */
  private volatile boolean sourceOverruled;

  private Phase phase = Phase.FED;
  private long count;

  /**
   * Creates a generation.
   *
   * @param store a new, empty datastore
   * @param sort sorts what is fed; closed with this
   * @param crew writes what is sorted
   * @param writing the lock of the keystore's writers
   */
  NewGeneration(
      long number, Batching store, ExternalSort sort, LoadCrew crew, ReentrantLock writing) {
    this.number = number;
    this.store = store;
    this.sort = sort;
    this.crew = crew;
    this.writing = writing;
  }

  /** What has been done; under the lock of the writers. */
  private enum Phase {
    /** The source is listened to. */
    FED,
    /** What the source listed is sorted and being written. */
    LOADING,
    /** It is written, and the noted changes are being made. */
    LOADED,
    /** Changes are made at once. */
    SETTLED
  }

  /** A change of one multihash; the code is the value of its note. */
  private enum Change {
    PUT(1),
    DELETE(0);

    private final byte code;

    Change(int code) {
      this.code = (byte) code;
    }

    static Change of(byte[] note) {
      return note[0] == PUT.code ? PUT : DELETE;
    }
  }

  long number() {
    return number;
  }

  /** Closes the datastore, whatever is going on in it, and takes no more. */
  void close() {
    feeding.writeLock().lock();
    try {
      fail(new DatastoreClosedException("the reset was closed"));
      Closing.all(List.of(sort, store));
    } finally {
      feeding.writeLock().unlock();
    }
  }

  /** Makes it impossible to finish this generation. */
  void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /**
   * Checks that nothing has failed.
   *
   * @throws DatastoreException if something has
   */
  void checkIntact() {
    Throwable cause = failure;
    if (cause != null) {
      throw new DatastoreException(
          "the reset cannot be completed, and the keystore keeps its set: " + cause.getMessage(),
          cause);
    }
  }

  /** Adds what the source lists; from any number of threads. */
  void feed(List<Multihash> multihashes) {
    feeding.readLock().lock();
    try {
      checkIntact();
      if (!sourceOverruled) {
        sort.add(multihashes);
      }
    } finally {
      feeding.readLock().unlock();
    }
  }

  /** Applies an addition that has been made to the set in force. */
  void put(List<Multihash> multihashes) {
    capture(Change.PUT, multihashes);
  }

  /** Applies a removal that has been made to the set in force. */
  void delete(List<Multihash> multihashes) {
    capture(Change.DELETE, multihashes);
  }

  /**
   * The set in force has the change already, so its caller is not told of a failure here; whoever
   * completes the reset is.
   */
  private void capture(Change change, List<Multihash> multihashes) {
    Encoder encoder = new Encoder();
    byte[] note = {change.code};
    try (Batch batch = store.batch()) {
      long difference = 0;
      for (Multihash multihash : multihashes) {
        if (phase == Phase.SETTLED) {
          difference += make(change, encoder.entry(multihash), batch);
        } else {
          batch.put(encoder.key(Tag.NOTE, multihash), note);
        }
      }
      batch.commit();
      count += difference;
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Makes a change as part of a batch, and returns by how much it changes the count. */
  private int make(Change change, Key entry, Batch batch) {
    boolean there = store.has(entry);
    if (change == Change.PUT && !there) {
      batch.put(entry, CompactLayout.EMPTY);
      return 1;
    } else if (change == Change.DELETE && there) {
      batch.delete(entry);
      return -1;
    }
    return 0;
  }

  /** Applies the removal of all: what has been fed goes, and what will be fed is passed over. */
  void empty() {
    feeding.writeLock().lock();
    try {
      sourceOverruled = true;
      if (phase == Phase.FED) {
        sort.close();
      }
      removeAll(Query.all());
      count = 0;
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      feeding.writeLock().unlock();
    }
  }

  private void removeAll(Query query) {
    try (Results results = store.query(query.keysOnly())) {
      while (results.hasNext()) {
        try (Batch batch = store.batch()) {
          while (results.hasNext() && batch.size() < Chunks.SIZE) {
            batch.delete(results.next().key());
          }
          batch.commit();
        }
      }
    }
  }

  /**
   * Writes what was fed, after the last feed, and makes the changes that were noted. What takes
   * long is done without the lock of the writers, or takes it for a batch at a time.
   */
  void load() {
    enter(Phase.LOADING);
    long loaded;
    try (MergedRuns merged = sort.merged()) {
      loaded = new SortedLoad(merged, crew, () -> sourceOverruled).into(store);
    }
    sort.close();
    writing.lock();
    try {
      phase = Phase.LOADED;
      count = sourceOverruled ? 0 : loaded;
      if (sourceOverruled) {
        removeAll(CompactLayout.all(Tag.ENTRY));
      }
    } finally {
      writing.unlock();
    }
    settle();
    store.sync(Key.ROOT);
  }

  private void settle() {
    settleNotes();
    writing.lock();
    try {
      settleNotes(); // those that came meanwhile
      phase = Phase.SETTLED;
    } finally {
      writing.unlock();
    }
  }

  private void enter(Phase next) {
    writing.lock();
    try {
      phase = next;
    } finally {
      writing.unlock();
    }
  }

  private void settleNotes() {
    try (Results notes = store.query(CompactLayout.all(Tag.NOTE))) {
      while (notes.hasNext()) {
        writing.lock();
        try (Batch batch = store.batch()) {
          long difference = 0;
          while (notes.hasNext() && batch.size() < Chunks.SIZE) {
            difference += settle(notes.next().key(), batch);
          }
          batch.commit();
          count += difference;
        } finally {
          writing.unlock();
        }
      }
    }
  }

  /** Makes the change that a note says now, if it is there still. */
  private int settle(Key note, Batch batch) {
    Optional<byte[]> value = store.get(note);
    if (value.isEmpty()) {
      return 0;
    }
    batch.delete(note);
    return make(Change.of(value.get()), CompactLayout.withTag(Tag.ENTRY, note), batch);
  }

  /** Makes the generation, which is loaded, whole and durable. */
  Generation complete() {
    checkIntact();
    store.put(CompactLayout.FORMAT, new FormatRecord(count).toBytes());
    store.sync(Key.ROOT);
    return new Generation(number, new DatastoreKeystore(store, count));
  }
}
