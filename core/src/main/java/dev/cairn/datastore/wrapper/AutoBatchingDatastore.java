package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.datastore.View;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects writes and hands them to the store below in batches. Reads see what is collected; a
 * query, a sync, the commit of a batch, the closing, and every ability write it first.
 *
 * <p>Writes that are collected are lost with the process: {@link #sync} is what makes them last.
 *
 * <p>A batch that fails loses nothing: its writes stay collected and visible, and are tried again
 * with the next ones. The call that had triggered it throws the failure; if that was a put or a
 * delete, its own write is collected nevertheless. As long as the store below fails and as much is
 * collected as may be, further values are refused with its failure and not collected. Where it has
 * no room, the deletes are written before the values. A write under a key that the store below
 * cannot hold is given up, with the exception that says so: it could never be made.
 *
 * <p>Readers never wait for a batch that is being written; a writer waits only where as much again
 * has been collected meanwhile.
 */
public final class AutoBatchingDatastore extends ForwardingDatastore {

  /**
   * The calls on abilities that what is collected makes no difference to; those of a transaction
   * see the store as it was when it began.
   */
  private static final Set<Operation> INDIFFERENT =
      EnumSet.of(
          Operation.DISK_USAGE,
          Operation.COMPACT,
          Operation.COLLECT_GARBAGE,
          Operation.GET,
          Operation.HAS,
          Operation.QUERY,
          Operation.BATCH_PUT,
          Operation.BATCH_DELETE);

  private static final Logger log = LoggerFactory.getLogger(AutoBatchingDatastore.class);

  private final int maxWrites;
  private final long maxBytes;
  private final Abilities abilities;

  /** Held while collected writes change hands; never across I/O. */
  private final ReentrantLock collecting = new ReentrantLock();

  /** Held while a batch is written. */
  private final ReentrantLock flushing = new ReentrantLock();

  /** Held while the store is being closed. */
  private final ReentrantLock closing = new ReentrantLock();

  private volatile Collected collected = new Collected(new WriteBuffer(), null);
  private volatile State state = State.OPEN;

  /** Whether writes are collected. */
  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  /**
   * Wraps a store.
   *
   * @param delegate the store below, which the wrapper owns
   * @param maxWrites how many keys' writes are collected at the most, at least 1: one more, and all
   *     are written
   * @param maxBytes how many bytes of values are collected at the most, at least 0
   * @throws UnsupportedOperationException if the store below cannot take batches
   */
  public AutoBatchingDatastore(Datastore delegate, int maxWrites, long maxBytes) {
    super(Batches.required(delegate));
    if (maxWrites < 1 || maxBytes < 0) {
      throw new IllegalArgumentException(
          "at least 1 write and 0 bytes are collected, not %d and %d"
              .formatted(maxWrites, maxBytes));
    }
    this.maxWrites = maxWrites;
    this.maxBytes = maxBytes;
    this.abilities =
        InterceptedAbilities.all(this::flushAndCall, UnaryOperator.identity())
            .with(View.class, CollectedView::new);
  }

  @Override
  protected <T> Optional<T> adapt(Class<T> ability, T below) {
    return abilities.adapt(ability, below);
  }

  private <T> T flushAndCall(Operation operation, Object subject, long bytes, Supplier<T> call) {
    if (!INDIFFERENT.contains(operation)) {
      flush();
    }
    return call.get();
  }

  private WriteBuffer.@Nullable Write findCollected(Key key) {
    if (state == State.CLOSED) {
      throw closedException();
    }
    return collected.find(key);
  }

  private DatastoreClosedException closedException() {
    return new DatastoreClosedException(this + " is closed; open it again to use it");
  }

  @Override
  public Optional<byte[]> get(Key key) {
    WriteBuffer.Write write = findCollected(key);
    return write == null ? super.get(key) : write.copyOfValue();
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    Map<Key, WriteBuffer.Write> writes = new LinkedHashMap<>();
    Set<Key> elsewhere = new LinkedHashSet<>();
    for (Key key : keys) {
      WriteBuffer.Write write = findCollected(key);
      if (write == null) {
        elsewhere.add(key);
      } else {
        writes.put(key, write);
      }
    }
    Map<Key, byte[]> below = super.getAll(elsewhere);
    Map<Key, byte[]> found = new LinkedHashMap<>();
    for (Key key : keys) {
      WriteBuffer.Write write = writes.get(key);
      Optional<byte[]> value =
          write == null ? Optional.ofNullable(below.get(key)) : write.copyOfValue();
      value.ifPresent(bytes -> found.put(key, bytes));
    }
    return found;
  }

  @Override
  public boolean has(Key key) {
    WriteBuffer.Write write = findCollected(key);
    return write == null ? super.has(key) : write.value() != null;
  }

  @Override
  public OptionalLong size(Key key) {
    WriteBuffer.Write write = findCollected(key);
    if (write == null) {
      return super.size(key);
    }
    return write.value() == null ? OptionalLong.empty() : OptionalLong.of(write.length());
  }

  @Override
  public void put(Key key, byte[] value) {
    collect(key, new WriteBuffer.Write(value.clone()));
  }

  @Override
  public void delete(Key key) {
    collect(key, WriteBuffer.Write.REMOVAL);
  }

  private void collect(Key key, WriteBuffer.Write write) {
    if (isFull() && write.value() != null) {
      flush(); // an earlier batch failed: what fails again takes no more values
    }
    collecting.lock();
    try {
      if (state != State.OPEN) {
        throw closedException();
      }
      collected.current().add(key, write);
    } finally {
      collecting.unlock();
    }
    if (isFull()) {
      flush();
    }
  }

  private boolean isFull() {
    WriteBuffer current = collected.current();
    return current.writes() > maxWrites || current.bytes() > maxBytes;
  }

  /**
   * Writes all that was collected before this call.
   *
   * @throws DatastoreException if the store below fails; the writes stay collected
   */
  public void flush() {
    flushing.lock();
    try {
      WriteBuffer leaving = startLeaving();
      if (leaving == null) {
        return;
      }
      boolean written = false;
      try {
        write(leaving);
        written = true;
      } finally {
        endLeaving(leaving, written);
      }
    } finally {
      flushing.unlock();
    }
  }

  /** Returns what is to be written now, or {@code null} where nothing is. */
  private @Nullable WriteBuffer startLeaving() {
    collecting.lock();
    try {
      WriteBuffer leaving = collected.current();
      if (leaving.isEmpty()) {
        return null;
      }
      collected = new Collected(new WriteBuffer(), leaving);
      return leaving;
    } finally {
      collecting.unlock();
    }
  }

  private void write(WriteBuffer leaving) {
    try {
      commit(leaving::addTo);
    } catch (NoSpaceException e) {
      commit(leaving::addRemovalsTo); // which make room, and are never refused
      commit(leaving::addValuesTo);
    } catch (UnsupportedKeyException e) {
      writeOneByOne(leaving);
      throw e;
    }
  }

  private void commit(Consumer<Batch> writes) {
    try (Batch batch = super.batch()) {
      writes.accept(batch);
      batch.commit();
    }
  }

  /** Separates what can be written from what never can, and would bar the way of all the rest. */
  private void writeOneByOne(WriteBuffer leaving) {
    leaving.drain(
        (key, write) -> {
          try {
            commit(batch -> write.addTo(batch, key));
          } catch (UnsupportedKeyException e) {
            log.warn("{} is given up: {}", key, e.getMessage());
          }
        });
  }

  /** Forgets what was written; what was not goes back beneath what has been collected since. */
  private void endLeaving(WriteBuffer leaving, boolean written) {
    collecting.lock();
    try {
      WriteBuffer current = collected.current();
      if (!written) {
        current.addBeneath(leaving);
      }
      collected = new Collected(current, null);
    } finally {
      collecting.unlock();
    }
  }

  @Override
  public Results query(Query query) {
    flush();
    return super.query(query);
  }

  @Override
  public void sync(Key prefix) {
    flush();
    super.sync(prefix);
  }

  /** {@return a batch of the store below, written after what is collected} */
  @Override
  public Batch batch() {
    return new ForwardingBatch(super.batch()) {
      @Override
      public void commit(Durability durability) {
        try {
          flush();
        } catch (RuntimeException e) {
          super.close(); // a batch is used up by its commit, also by one that fails
          throw e;
        }
        super.commit(durability);
      }
    };
  }

  /**
   * Writes what is collected and closes the store below.
   *
   * @throws DatastoreException if what is collected cannot be written; then the store stays open,
   *     so that closing can be tried again, or {@link #abandon()} gives it up
   */
  @Override
  public void close() {
    close(this::flush);
  }

  /** Closes the store below without what is collected and not written. Idempotent. */
  public void abandon() {
    close(() -> {});
  }

  private void close(Runnable last) {
    closing.lock();
    try {
      if (state == State.CLOSED) {
        return;
      }
      become(State.CLOSING);
      boolean done = false;
      try {
        last.run();
        done = true;
      } finally {
        become(done ? State.CLOSED : State.OPEN);
      }
      super.close();
    } finally {
      closing.unlock();
    }
  }

  /** Once this has returned, no write is collected that did not see the new state. */
  private void become(State next) {
    collecting.lock();
    try {
      state = next;
    } finally {
      collecting.unlock();
    }
  }

  /** The view of the store below, and of the values collected above it. */
  private final class CollectedView implements View {
    private final View below;

    CollectedView(View below) {
      this.below = below;
    }

    @Override
    public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
      WriteBuffer.Write write = findCollected(key);
      if (write == null) {
        return below.view(key, reader);
      }
      return Optional.ofNullable(write.value())
          .map(value -> reader.apply(ByteBuffer.wrap(value).asReadOnlyBuffer()));
    }
  }
}
