package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.wrapper.ExpiringFormat.Header;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A transaction on an {@link ExpiringDatastore}. It sees the store as it was, also in time, when it
 * began, and sets lasting values.
 */
final class ExpiringTransaction implements Transaction {

  private final Transaction below;
  private final ExpiringValues values;
  private final KeyLocks locks;
  private final Instant begun;
  private final Set<Key> written = new LinkedHashSet<>();

  ExpiringTransaction(Transaction below, ExpiringValues values, KeyLocks locks, Clock clock) {
    this.below = below;
    this.values = values;
    this.locks = locks;
    this.begun = clock.instant();
  }

  private static Key stored(Key key) {
    return ExpiringFormat.VALUES.child(key);
  }

  @Override
  public Optional<byte[]> get(Key key) {
    return below
        .get(stored(key))
        .map(ByteBuffer::wrap)
        .filter(buffer -> ExpiringFormat.readHeader(key, buffer).isAliveAt(begun))
        .map(ExpiringFormat::rest);
  }

  @Override
  public Results query(Query query) {
    return values.query(query, begun, Source.of(below));
  }

  @Override
  public void put(Key key, byte[] value) {
    removeTime(key);
    below.put(stored(key), ExpiringFormat.withHeader(Header.LASTING, value));
  }

  @Override
  public void delete(Key key) {
    removeTime(key);
    below.delete(stored(key));
  }

  /** Removes the index entry of what is written over; what this transaction writes has none. */
  private void removeTime(Key key) {
    if (!written.add(key)) {
      return;
    }
    Optional<byte[]> earlier = below.get(stored(key));
    if (earlier.isEmpty()) {
      return;
    }
    Instant expiration;
    try {
      expiration = ExpiringFormat.readHeader(key, ByteBuffer.wrap(earlier.get())).expiration();
    } catch (CorruptDataException e) {
      return; // what is damaged may be written over
    }
    if (expiration != null) {
      below.delete(ExpiringFormat.timeKey(expiration, key));
    }
  }

  @Override
  public void commit() {
    try (KeyLocks.Held held = locks.hold(written)) {
      below.commit();
    }
  }

  @Override
  public void close() {
    below.close();
  }
}
