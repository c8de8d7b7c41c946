package dev.cairn.keystore;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Multihash;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A reset of a {@link ResettableKeystore} on its way: a new set is filled while the old one is in
 * force. From the beginning of the session on, every change of the keystore is made to both sets
 * and overrules what the source lists; so take the snapshot that the source shows after the session
 * has begun.
 *
 * <p>{@link #commit} puts the new set in force. Closing a session that is not committed drops the
 * new set and leaves the old one; so does the closing of the keystore. Where a source, or a write
 * to the new set, has failed, the session can only be closed.
 *
 * <p>Several threads may feed at once; {@link #close()} may come from any.
 */
public final class Reset implements AutoCloseable {

  private final ResettableKeystore keystore;
  private final NewGeneration generation;
  private final ReentrantLock lock = new ReentrantLock();
  private int feeding;
  private volatile boolean ended;

  Reset(ResettableKeystore keystore, NewGeneration generation) {
    this.keystore = keystore;
    this.generation = generation;
  }

  /**
   * Adds all that an iterator returns, in large batches; the iterator is not closed.
   *
   * @param source the multihashes, in any order, duplicates allowed
   * @throws IllegalStateException if the session was committed or closed
   * @throws DatastoreClosedException if it is closed meanwhile
   * @throws DatastoreException if the new set cannot be written
   * @throws RuntimeException what the iterator throws; the session can only be closed then
   */
  public void feed(Iterator<Multihash> source) {
    beginFeeding();
    try {
      Portion portion = new Portion();
      while (source.hasNext()) {
        if (portion.add(source.next())) {
          pass(portion.take());
        }
      }
      pass(portion.take());
    } catch (RuntimeException | Error e) {
      generation.fail(e);
      throw e;
    } finally {
      endFeeding();
    }
  }

  /**
   * Adds all that a stream returns; the stream is not closed.
   *
   * @param source the multihashes, in any order, duplicates allowed
   * @see #feed(Iterator)
   */
  public void feed(Stream<Multihash> source) {
    feed(source.iterator());
  }

  /**
   * Adds all of a collection; large ones make large, fast batches.
   *
   * @param source the multihashes, in any order, duplicates allowed
   * @see #feed(Iterator)
   */
  public void feed(Collection<Multihash> source) {
    feed(source.iterator());
  }

  /**
   * Adds all that a publisher sends, in the threads in which it sends. It is asked for more when
   * what came is dealt with. Until the publisher has completed, the reset cannot be committed.
   *
   * @param source the multihashes, in any order, duplicates allowed; subscribed to once
   * @return the end of it: completed when all is fed, or failed with what the publisher failed with
   *     or what {@link #feed(Iterator)} throws; then the session can only be closed
   * @throws IllegalStateException if the session was committed or closed
   */
  public CompletionStage<Void> feed(Flow.Publisher<Multihash> source) {
    beginFeeding();
    FeedSubscriber subscriber = new FeedSubscriber(this::pass);
    CompletionStage<Void> fed =
        subscriber
            .fed()
            .whenComplete(
                (nothing, failure) -> {
                  if (failure != null) {
                    generation.fail(failure);
                  }
                  endFeeding();
                });
    source.subscribe(subscriber);
    return fed;
  }

  private void pass(List<Multihash> multihashes) {
    if (ended) {
      throw new DatastoreClosedException("the reset was closed while it was being fed");
    }
    keystore.feed(generation, multihashes);
  }

  private void beginFeeding() {
    lock.lock();
    try {
      checkRunning();
      feeding++;
    } finally {
      lock.unlock();
    }
  }

  private void endFeeding() {
    lock.lock();
    try {
      feeding--;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts the new set in force, durably, and deletes the old one with its directory. Readers are not
   * stopped: a listing of the old set is given some time to end, and where it takes longer, the old
   * set goes when that listing is closed.
   *
   * @return what the reset did
   * @throws IllegalStateException if the session was committed or closed, or is still being fed
   * @throws ResetCleanupException if all went well but for the deletion of the old set
   * @throws DatastoreException if the reset failed; the old set is in force, and the new one gone
   */
  public ResetResult commit() {
    return end(() -> keystore.succession().commit(generation));
  }

  /**
   * Puts the new set in force, as {@link #commit} does, and keeps the old one to be compared with
   * it. The old set is deleted when the comparison is closed.
   *
   * @return the comparison, which the caller closes
   * @throws IllegalStateException if the session was committed or closed, or is still being fed
   * @throws UnsupportedOperationException if the datastores cannot show their past; the old set is
   *     in force
   * @throws DatastoreException if the reset failed; the old set is in force, and the new one gone
   */
  public ResetDiff commitAndCompare() {
    return end(() -> keystore.succession().commitAndCompare(generation));
  }

  private <T> T end(Supplier<T> commit) {
    lock.lock();
    try {
      checkRunning();
      if (feeding > 0) {
        throw new IllegalStateException(
            "cannot commit a reset that is being fed, %d times at once; wait for that to end"
                .formatted(feeding));
      }
      ended = true;
      return keystore.commit(this, commit);
    } finally {
      lock.unlock();
    }
  }

  private void checkRunning() {
    if (ended) {
      throw new IllegalStateException("this reset has ended; begin a new one");
    }
  }

  /**
   * Ends the session; one that was not committed leaves the keystore as it is. Idempotent.
   *
   * @throws DatastoreException if the new set's directory could not be deleted; the next reset
   *     tries again
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        keystore.abort(this, generation);
      }
    } finally {
      lock.unlock();
    }
  }
}
