package dev.cairn.datastore.engine;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import org.jspecify.annotations.Nullable;

/** A batch that keeps its writes as a list and hands them over whole when it is committed. */
public final class OperationList implements Batch {

  private final SingleUse use;
  private final boolean atomic;
  private final Sink sink;
  private final HeldOperations operations = new HeldOperations();

  /**
   * Creates an empty batch.
   *
   * @param lifecycle of the store; once that is closed the batch is refused
   * @param atomic what {@link #atomic()} says
   * @param sink applies the writes
   * @throws dev.cairn.datastore.DatastoreClosedException if the store is closed
   */
  public OperationList(Lifecycle lifecycle, boolean atomic, Sink sink) {
    this.use = new SingleUse("a batch", lifecycle);
    this.atomic = atomic;
    this.sink = sink;
  }

  @Override
  public void put(Key key, byte[] value) {
    use.check();
    operations.add(key, value.clone());
  }

  @Override
  public void delete(Key key) {
    use.check();
    operations.add(key, null);
  }

  @Override
  public int size() {
    return operations.size();
  }

  /**
   * {@return the writes in their order, as they are now: a view for compositions, which have to
   * know what they commit to several stores} Its arrays are the batch's own and must not be written
   * to.
   */
  public Iterable<Operation> operations() {
    return operations;
  }

  @Override
  public boolean atomic() {
    return atomic;
  }

  @Override
  public void commit(Durability durability) {
    use.check();
    use.end();
    sink.apply(operations, durability);
  }

  @Override
  public void close() {
    use.end();
    operations.clear();
  }

  /**
   * One write.
   *
   * @param key the key
   * @param value the value to set, owned by the batch, or {@code null} to remove the key
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Operation(Key key, byte @Nullable [] value) {}

  /** Applies the writes of a batch. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Applies {@code operations} in their order; must check that the store is open.
     *
     * @param operations all writes of the batch; to be read during the call alone
     * @param durability what has to hold when this returns
     */
    void apply(Iterable<Operation> operations, Durability durability);
  }
}
