package dev.cairn.leveldb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.StorageEngine;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes forward through a range. */
final class ForwardCursor implements StorageEngine.Cursor {

  private final ForwardSteps steps;
  private final KeyRange range;
  private final Projection projection;
  private boolean positioned;

  ForwardCursor(ForwardSteps steps, KeyRange range, Projection projection) {
    this.steps = steps;
    this.range = range;
    this.projection = projection;
  }

  @Override
  public @Nullable Entry advance() {
    if (!positioned) {
      steps.seek(range.lower());
      positioned = true;
    }
    return next(steps, range.upper(), projection);
  }

  /** Returns the next entry before {@code upper}, or {@code null}. */
  static @Nullable Entry next(ForwardSteps steps, byte @Nullable [] upper, Projection projection) {
    Map.Entry<byte[], byte[]> next = steps.next();
    if (next == null) {
      return null;
    }
    byte[] name = next.getKey();
    if (upper != null && Arrays.compareUnsigned(name, upper) >= 0) {
      return null;
    }
    Key key = Key.ofStoredWithoutCopy(name);
    return switch (projection) {
      case KEYS -> Entry.keyOnly(key);
      case SIZES -> Entry.sized(key, next.getValue().length);
      case VALUES -> Entry.of(key, next.getValue());
    };
  }

  @Override
  public void close() {
    steps.close();
  }
}
