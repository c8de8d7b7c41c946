package dev.cairn.leveldb;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.StoreDirectory.IoTask;
import dev.cairn.leveldb.DiskReserve.Purpose;
import java.io.IOException;

/**
 * What is done around every write, whichever library makes it: there is room for it before, and
 * where it is synced all that came before it is forced as well.
 */
final class GuardedWrites {

  /** What a write takes in the log besides its key and value, at most. */
  private static final int OVERHEAD = 32;

  private final Durability durability;
  private final IoTask forcing;
  private final DiskReserve reserve;

  /**
   * Guards the writes of a store.
   *
   * @param durability what every write has to withstand when it returns
   * @param forcing forces what a synced write of the library leaves out
   * @param reserve what is not to be written to
   */
  GuardedWrites(Durability durability, IoTask forcing, DiskReserve reserve) {
    this.durability = durability;
    this.forcing = forcing;
    this.reserve = reserve;
  }

  /** A write of a library. */
  interface Write {
    void make(boolean synced) throws Exception;
  }

  void put(byte[] key, byte[] value, Write write) throws Exception {
    guard(Purpose.PUT, bytesOf(key, value), Durability.VISIBLE, write);
  }

  void delete(byte[] key, Write write) throws Exception {
    guard(Purpose.DELETE, OVERHEAD + key.length, Durability.VISIBLE, write);
  }

  void batch(Iterable<Operation> operations, Durability atLeast, Write write) throws Exception {
    Purpose purpose = Purpose.SYNC;
    long bytes = OVERHEAD;
    for (Operation operation : operations) {
      byte[] value = operation.value();
      if (value == null) {
        bytes += OVERHEAD + operation.key().length();
        purpose = purpose == Purpose.PUT ? Purpose.PUT : Purpose.DELETE;
      } else {
        bytes += bytesOf(operation.key().bytesWithoutCopy(), value);
        purpose = Purpose.PUT;
      }
    }
    guard(purpose, bytes, atLeast, write);
  }

  /** {@return what a put takes: in the log, and as much in a table before the log goes} */
  private static long bytesOf(byte[] key, byte[] value) {
    return 2L * (OVERHEAD + key.length + value.length);
  }

  private void guard(Purpose purpose, long bytes, Durability atLeast, Write write)
      throws Exception {
    reserve.require(purpose, bytes);
    boolean synced = durability == Durability.SYNCED || atLeast == Durability.SYNCED;
    write.make(synced);
    if (synced) {
      forcing.run();
    }
  }

  /**
   * Sees to it that tables may be written anew.
   *
   * @param bytes how much of them, besides what may be merged anyway
   * @throws dev.cairn.datastore.NoSpaceException if not
   */
  void beforeCompaction(long bytes) throws IOException {
    reserve.requireNow(Purpose.PUT, bytes);
  }

  /** {@return the reserve on the store's disk} */
  DiskReserve reserve() {
    return reserve;
  }
}
