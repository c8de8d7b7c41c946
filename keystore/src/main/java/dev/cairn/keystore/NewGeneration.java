package dev.cairn.keystore;

import static java.util.Objects.requireNonNull;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.keystore.CompactLayout.Encoder;
import dev.cairn.keystore.CompactLayout.Tag;
import dev.cairn.multiformats.Multihash;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A generation while a reset fills it. Two streams meet in it: what the source feeds, written blind
 * and in any order, and the changes that arrive at the keystore meanwhile, which overrule the
 * source. A deletion is therefore noted, in the datastore itself, and done once more when all has
 * been fed.
 *
 * <p>How many multihashes there are is not known before the end: then the entries are counted in
 * one pass, and what changes during the pass is added.
 *
 * <p>The changes, and all calls but {@link #load} and {@link #count}, come under the lock of the
 * keystore's writers.
 */
final class NewGeneration {

  private final long number;
  private final Batching store;
  private final ReentrantLock writing;

  /** Shared by those who load, so that an emptying can keep them out. */
  private final ReentrantReadWriteLock loading = new ReentrantReadWriteLock();

  private volatile @Nullable Throwable failure;
  private boolean sourceOverruled;
  private boolean deletionsNoted;
  private @Nullable Results counting;
  private boolean countedInVain;
  private long changedSinceCounting;

  /**
   * Creates a generation.
   *
   * @param store a new, empty datastore
   * @param writing the lock of the keystore's writers
   */
  NewGeneration(long number, Batching store, ReentrantLock writing) {
    this.number = number;
    this.store = store;
    this.writing = writing;
  }

  long number() {
    return number;
  }

  /** Closes the datastore, whatever is going on in it. */
  void close() {
    store.close();
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
  void load(List<Multihash> multihashes) {
    checkIntact();
    Encoder encoder = new Encoder();
    Key[] keys = multihashes.stream().map(encoder::entry).toArray(Key[]::new);
    Arrays.sort(keys); // engines insert neighbours faster
    loading.readLock().lock();
    try (Batch batch = store.batch()) {
      if (!sourceOverruled) {
        for (Key key : keys) {
          batch.put(key, CompactLayout.EMPTY);
        }
        batch.commit();
      }
    } finally {
      loading.readLock().unlock();
    }
  }

  /** Applies an addition that has been made to the set in force. */
  void put(List<Multihash> multihashes) {
    Encoder encoder = new Encoder();
    capture(
        batch -> {
          for (Multihash multihash : multihashes) {
            Key key = encoder.entry(multihash);
            if (counting != null && !store.has(key)) {
              changedSinceCounting++;
            }
            batch.put(key, CompactLayout.EMPTY);
            if (deletionsNoted) {
              batch.delete(encoder.key(Tag.DELETION, multihash));
            }
          }
        });
  }

  /** Applies a removal that has been made to the set in force. */
  void delete(List<Multihash> multihashes) {
    Encoder encoder = new Encoder();
    deletionsNoted = counting == null;
    capture(
        batch -> {
          for (Multihash multihash : multihashes) {
            Key key = encoder.entry(multihash);
            if (counting != null && store.has(key)) {
              changedSinceCounting--;
            }
            batch.delete(key);
            if (deletionsNoted) {
              batch.put(encoder.key(Tag.DELETION, multihash), CompactLayout.EMPTY);
            }
          }
        });
  }

  /** Applies the removal of all: what has been fed goes, and what will be fed is passed over. */
  void empty() {
    loading.writeLock().lock();
    try {
      sourceOverruled = true;
      countedInVain = counting != null;
      changedSinceCounting = 0;
      deletionsNoted = false;
      removeAll();
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      loading.writeLock().unlock();
    }
  }

  /**
   * The set in force has the change already, so its caller is not told of a failure here; whoever
   * completes the reset is.
   */
  private void capture(Consumer<Batch> change) {
    try (Batch batch = store.batch()) {
      change.accept(batch);
      batch.commit();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void removeAll() {
    try (Results results = store.query(Query.all().keysOnly())) {
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
   * Does the noted deletions once more, after the last feed. Takes the writers' lock for a batch at
   * a time; what is noted meanwhile is left to the next call.
   */
  void settleDeletions() {
    try (Results notes = store.query(CompactLayout.all(Tag.DELETION))) {
      while (notes.hasNext()) {
        writing.lock();
        try (Batch batch = store.batch()) {
          while (notes.hasNext() && batch.size() < Chunks.SIZE) {
            settle(notes.next().key(), batch);
          }
          batch.commit();
        } finally {
          writing.unlock();
        }
      }
    }
  }

  /** A later addition has removed the note; then the entry stays. */
  private void settle(Key note, Batch batch) {
    if (store.has(note)) {
      batch.delete(CompactLayout.withTag(Tag.ENTRY, note));
      batch.delete(note);
    }
  }

  /** Makes what was fed durable, so that {@link #complete} has little left to wait for. */
  void sync() {
    store.sync(Key.ROOT);
  }

  /** Begins the count: later changes are kept account of. */
  void beginCount() {
    settleDeletions();
    deletionsNoted = false;
    counting = store.query(CompactLayout.all(Tag.ENTRY));
  }

  /** Counts the entries there were at {@link #beginCount}; without the writers' lock. */
  long count() {
    long counted = 0;
    try (Results entries = requireNonNull(counting)) {
      while (entries.hasNext()) {
        entries.next();
        counted++;
      }
    }
    return counted;
  }

  /**
   * Makes the generation whole and durable.
   *
   * @param counted what {@link #count} found
   */
  Generation complete(long counted) {
    checkIntact();
    long count = (countedInVain ? 0 : counted) + changedSinceCounting;
    store.put(CompactLayout.FORMAT, new FormatRecord(count).toBytes());
    store.sync(Key.ROOT);
    return new Generation(number, new DatastoreKeystore(store, count));
  }
}
