package dev.cairn.datastore.engine;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The reads of an engine, or of a snapshot of one, behind a guard: none can meet a closed engine,
 * and failures become our exceptions.
 */
final class EngineReads {

  /** As many keys are fetched in one call, so that closing never waits long. */
  private static final int KEYS_AT_ONCE = 256;

  private final String what;
  private final Lifecycle lifecycle;
  private final EngineReader engine;
  private final Function<Exception, EngineFault> diagnosis;

  /**
   * Guards an engine.
   *
   * @param what is read, in words, such as {@code the LevelDB store at /data}
   * @param lifecycle of what is read; once it is closed the engine is not touched
   * @param engine what is read
   * @param diagnosis what a failure of the engine means
   */
  EngineReads(
      String what,
      Lifecycle lifecycle,
      EngineReader engine,
      Function<Exception, EngineFault> diagnosis) {
    this.what = what;
    this.lifecycle = lifecycle;
    this.engine = engine;
    this.diagnosis = diagnosis;
  }

  Optional<byte[]> get(Key key) {
    byte[] name = key.bytesWithoutCopy();
    lifecycle.enter();
    try {
      return Optional.ofNullable(engine.get(name));
    } catch (Exception e) {
      throw failure("get " + key, e);
    } finally {
      lifecycle.exit();
    }
  }

  Map<Key, byte[]> getAll(Collection<Key> keys) {
    List<Key> wanted = List.copyOf(keys);
    Map<Key, byte[]> found = new LinkedHashMap<>(roomFor(wanted.size()));
    if (wanted.isEmpty()) {
      lifecycle.enter(); // a closed store refuses even this
      lifecycle.exit();
    }
    for (int from = 0; from < wanted.size(); from += KEYS_AT_ONCE) {
      List<Key> some = wanted.subList(from, Math.min(from + KEYS_AT_ONCE, wanted.size()));
      List<byte @Nullable []> values = getSome(some);
      for (int i = 0; i < some.size(); i++) {
        byte[] value = values.get(i);
        if (value != null) {
          found.put(some.get(i), value);
        }
      }
    }
    return found;
  }

  /** Returns how large a map begins that is not to grow until it holds so many keys. */
  private static int roomFor(int keys) {
    return (int) Math.min(1 << 30, keys * 4L / 3 + 1);
  }

  private List<byte @Nullable []> getSome(List<Key> keys) {
    List<byte[]> names = new ArrayList<>(keys.size());
    keys.forEach(key -> names.add(key.bytesWithoutCopy()));
    lifecycle.enter();
    try {
      return engine.getAll(names);
    } catch (Exception e) {
      throw failure("get " + keys.size() + " keys", e);
    } finally {
      lifecycle.exit();
    }
  }

  boolean has(Key key) {
    return sizeOf(key) != EngineReader.ABSENT;
  }

  OptionalLong size(Key key) {
    long size = sizeOf(key);
    return size == EngineReader.ABSENT ? OptionalLong.empty() : OptionalLong.of(size);
  }

  private long sizeOf(Key key) {
    byte[] name = key.bytesWithoutCopy();
    lifecycle.enter();
    try {
      return engine.size(name);
    } catch (Exception e) {
      throw failure("look up " + key, e);
    } finally {
      lifecycle.exit();
    }
  }

  Results query(Query query) {
    return QueryEngine.run(query, this::scan);
  }

  /** {@return a scan that closes with the store} */
  GuardedScan scan(KeyRange range, Direction direction, Projection projection) {
    lifecycle.enter();
    try {
      Cursor cursor = range.isEmpty() ? NO_ENTRIES : engine.scan(range, direction, projection);
      return new Scan(this, range, cursor);
    } catch (Exception e) {
      throw failure("list " + range, e);
    } finally {
      lifecycle.exit();
    }
  }

  /** {@return what a call on the open engine returns} */
  <T> T guarded(String attempt, Callable<T> call) {
    lifecycle.enter();
    try {
      return call.call();
    } catch (Exception e) {
      throw failure(attempt, e);
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * {@return what a failure tells a caller}
   *
   * @param attempt what was attempted, such as {@code get /key}
   * @param e what the engine threw; one of our exceptions stays as it is
   */
  DatastoreException failure(String attempt, Exception e) {
    if (e instanceof DatastoreException ours) {
      return ours;
    }
    return diagnosis.apply(e).exception("cannot %s in %s".formatted(attempt, what), e);
  }

  private static final Cursor NO_ENTRIES =
      new Cursor() {
        @Override
        public @Nullable Entry advance() {
          return null;
        }

        @Override
        public void close() {}
      };

  /** A cursor behind the guard. */
  private static final class Scan extends GuardedScan {
    private final EngineReads reads;
    private final KeyRange range;
    private final Cursor cursor;

    Scan(EngineReads reads, KeyRange range, Cursor cursor) {
      super(reads.lifecycle);
      this.reads = reads;
      this.range = range;
      this.cursor = cursor;
    }

    @Override
    protected @Nullable Entry advance() {
      try {
        return cursor.advance();
      } catch (Exception e) {
        throw reads.failure("list " + range, e);
      }
    }

    @Override
    protected long bytesOf(Entry entry) {
      return (long) entry.key().length() + (entry.hasValue() ? entry.value().length : 0);
    }

    @Override
    protected void release() {
      cursor.close();
    }
  }
}
