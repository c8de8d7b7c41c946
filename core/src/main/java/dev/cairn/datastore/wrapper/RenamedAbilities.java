package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.View;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Abilities of a store below a {@link KeyTransform}, by the keys that the user names. */
final class RenamedAbilities {

  private RenamedAbilities() {}

  record OfView(View below, KeyTransform keys) implements View {
    @Override
    public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
      return below.view(keys.stored(key), reader);
    }
  }

  record OfConditionalWrites(ConditionalWrites below, KeyTransform keys)
      implements ConditionalWrites {
    @Override
    public boolean putIfAbsent(Key key, byte[] value) {
      return below.putIfAbsent(keys.stored(key), value);
    }

    @Override
    public boolean replace(Key key, byte[] expected, byte[] value) {
      return below.replace(keys.stored(key), expected, value);
    }
  }

  record OfExpiring(Expiring below, KeyTransform keys) implements Expiring {
    @Override
    public void put(Key key, byte[] value, Instant expiration) {
      below.put(keys.stored(key), value, expiration);
    }

    @Override
    public boolean expireAt(Key key, Instant expiration) {
      return below.expireAt(keys.stored(key), expiration);
    }

    @Override
    public Optional<Instant> expiration(Key key) {
      return below.expiration(keys.stored(key));
    }

    @Override
    public long removeExpired() {
      return below.removeExpired();
    }
  }

  record OfTransaction(
      Transaction below, KeyTransform keys, BiFunction<Query, Source, Results> answer)
      implements Transaction {
    @Override
    public Optional<byte[]> get(Key key) {
      return below.get(keys.stored(key));
    }

    @Override
    public boolean has(Key key) {
      return below.has(keys.stored(key));
    }

    @Override
    public Results query(Query query) {
      return answer.apply(query, Source.of(below));
    }

    @Override
    public void put(Key key, byte[] value) {
      below.put(keys.stored(key), value);
    }

    @Override
    public void delete(Key key) {
      below.delete(keys.stored(key));
    }

    @Override
    public void commit() {
      below.commit();
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
