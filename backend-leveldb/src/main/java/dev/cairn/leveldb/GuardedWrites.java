package dev.cairn.leveldb;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.StoreDirectory;
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
  private final OlderLogs olderLogs;
  private final DiskReserve reserve;

  GuardedWrites(Durability durability, OlderLogs olderLogs, DiskReserve reserve) {
    this.durability = durability;
    this.olderLogs = olderLogs;
    this.reserve = reserve;
  }

  /** {@return the guard of a store with these options} */
  static GuardedWrites of(StoreDirectory directory, LevelDbOptions options) {
    return new GuardedWrites(
        options.durability(),
        new OlderLogs(directory),
        DiskReserve.of(directory, options.diskReserve()));
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
    Purpose purpose = Purpose.DELETE;
    long bytes = OVERHEAD;
    for (Operation operation : operations) {
      byte[] value = operation.value();
      if (value == null) {
        bytes += OVERHEAD + operation.key().length();
      } else {
        bytes += bytesOf(operation.key().bytesWithoutCopy(), value);
        purpose = Purpose.PUT;
      }
    }
    guard(purpose, bytes, atLeast, write);
  }

  private static long bytesOf(byte[] key, byte[] value) {
    return (long) OVERHEAD + key.length + value.length;
  }

  private void guard(Purpose purpose, long bytes, Durability atLeast, Write write)
      throws Exception {
    reserve.require(purpose, bytes);
    boolean synced = durability == Durability.SYNCED || atLeast == Durability.SYNCED;
    write.make(synced);
    if (synced) {
      olderLogs.forceIfNew();
    }
  }

  /**
   * Sees to it that tables may be written anew.
   *
   * @throws dev.cairn.datastore.NoSpaceException if not
   */
  void beforeCompaction() throws IOException {
    reserve.requireNow(Purpose.PUT, 0);
  }
}
