package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.View;
import dev.cairn.datastore.wrapper.ExpiringFormat.Header;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The values of an {@link ExpiringDatastore} as they lie in the store below, behind their headers,
 * and as they are to be seen at a given time.
 */
final class ExpiringValues {

  private final NamespaceDatastore values;
  private final @Nullable View view;

  ExpiringValues(Datastore delegate) {
    this.values = new NamespaceDatastore(delegate, ExpiringFormat.VALUES);
    this.view = values.capability(View.class).orElse(null);
  }

  /** Returns the values, with their headers. */
  NamespaceDatastore namespace() {
    return values;
  }

  Optional<byte[]> get(Key key, Instant now) {
    return values.get(key).flatMap(stored -> living(key, stored, now));
  }

  Map<Key, byte[]> getAll(Collection<Key> keys, Instant now) {
    Map<Key, byte[]> found = new LinkedHashMap<>();
    values
        .getAll(keys)
        .forEach(
            (key, stored) -> living(key, stored, now).ifPresent(value -> found.put(key, value)));
    return found;
  }

  private static Optional<byte[]> living(Key key, byte[] stored, Instant now) {
    ByteBuffer buffer = ByteBuffer.wrap(stored);
    return ExpiringFormat.readHeader(key, buffer).isAliveAt(now)
        ? Optional.of(ExpiringFormat.rest(buffer))
        : Optional.empty();
  }

  OptionalLong size(Key key, Instant now) {
    Optional<Integer> size =
        look(key, (header, value) -> header.isAliveAt(now) ? value.remaining() : null);
    return size.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  Optional<Instant> expiration(Key key, Instant now) {
    return look(key, (header, value) -> header.isAliveAt(now) ? header.expiration() : null);
  }

  /** Returns when the value of a key expires or has expired; a damaged one is taken as lasting. */
  @Nullable Instant storedExpiration(Key key) {
    try {
      return look(key, (header, value) -> header.expiration()).orElse(null);
    } catch (CorruptDataException e) {
      return null;
    }
  }

  /** Makes something of a stored value, without a copy where the store below can show it. */
  private <R> Optional<R> look(Key key, Look<R> look) {
    Function<ByteBuffer, Optional<R>> reader =
        buffer -> Optional.ofNullable(look.at(ExpiringFormat.readHeader(key, buffer), buffer));
    return view == null
        ? values.get(key).flatMap(stored -> reader.apply(ByteBuffer.wrap(stored)))
        : view.view(key, reader).flatMap(Function.identity());
  }

  /** What is to be seen of a stored value. */
  @FunctionalInterface
  private interface Look<R> {
    @Nullable R at(Header header, ByteBuffer value);
  }

  /** Returns a view of the values that have not expired by the clock, without their headers. */
  View livingAt(Clock clock) {
    return new View() {
      @Override
      public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
        Instant now = clock.instant();
        return look(
            key, (header, value) -> header.isAliveAt(now) ? reader.apply(value.slice()) : null);
      }
    };
  }

  /** Answers a query, of the store below or of a transaction on it. */
  Results query(Query query, Instant now, Source below) {
    Query living = Query.in(query.range()).project(Projection.VALUES).filter(new Living(now));
    return new MappedQuery(query, shown(query.expirations()))
        .ask(asked -> values.ask(asked, below), living);
  }

  private static UnaryOperator<Entry> shown(boolean withExpirations) {
    return entry -> {
      ByteBuffer buffer = ByteBuffer.wrap(entry.value());
      Instant expiration = ExpiringFormat.readHeader(entry.key(), buffer).expiration();
      Entry shown = Entry.of(entry.key(), ExpiringFormat.rest(buffer));
      return withExpirations && expiration != null ? shown.expiringAt(expiration) : shown;
    };
  }

  /** Passes stored values that have not expired. */
  private record Living(Instant now) implements Filter {
    @Override
    public boolean test(Entry entry) {
      return ExpiringFormat.readHeader(entry.key(), ByteBuffer.wrap(entry.value())).isAliveAt(now);
    }

    @Override
    public String toString() {
      return "ALIVE AT " + now;
    }
  }
}
