package dev.cairn.mount;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is mounted now, and calls on it that no unmounting can come between: a store is let go of
 * only when every call that had found it has ended.
 */
final class MountPoints {

  private static final Logger log = LoggerFactory.getLogger(MountDatastore.class);

  private final Lifecycle lifecycle;
  private final WriteTurns turns = new WriteTurns();
  private final ReentrantLock changing = new ReentrantLock();
  private volatile MountTable table;

  MountPoints(MountTable table) {
    this.table = table;
    this.lifecycle = new Lifecycle("the mount of " + table);
  }

  /** Returns the lifecycle of the whole. */
  Lifecycle lifecycle() {
    return lifecycle;
  }

  MountTable table() {
    return table;
  }

  WriteTurns turns() {
    return turns;
  }

  /**
   * Returns the mount that {@code key} lies in, with a call begun on it, which the caller ends; or
   * null, with none begun. One that is being unmounted is in the table no more.
   */
  private @Nullable Mounted enterOwner(Key key) {
    while (true) {
      lifecycle.requireOpen();
      Mounted owner = table.owner(key);
      if (owner == null || owner.tryEnter()) {
        return owner;
      }
    }
  }

  /** Reads from the store that {@code key} lies in; returns {@code absent} where there is none. */
  <R> R read(Key key, String verb, R absent, BiFunction<Datastore, Key, R> call) {
    Mounted owner = enterOwner(key);
    if (owner == null) {
      return absent;
    }
    try {
      return owner.call(verb, key, call);
    } finally {
      owner.exit();
    }
  }

  /**
   * Writes to the store that {@code key} lies in.
   *
   * @throws dev.cairn.datastore.UnsupportedKeyException if there is none
   */
  <R> R write(Key key, String verb, BiFunction<Datastore, Key, R> call) {
    R written = tryWrite(key, verb, call);
    if (written == null) {
      throw table.unmounted(key);
    }
    return written;
  }

  /** Writes to the store that {@code key} lies in; returns {@code nothing} where there is none. */
  <R> R writeIfMounted(Key key, String verb, R nothing, BiFunction<Datastore, Key, R> call) {
    R written = tryWrite(key, verb, call);
    return written == null ? nothing : written;
  }

  /**
   * Returns what the call answers, which is never null; or null where no store lies above the key.
   * Another store may have been mounted until the turn began; none is before the turn ends.
   */
  private <R> @Nullable R tryWrite(Key key, String verb, BiFunction<Datastore, Key, R> call) {
    while (true) {
      Mounted owner = enterOwner(key);
      if (owner == null) {
        return null;
      }
      try {
        long turn = turns.begin(key);
        try {
          if (table.owner(key) == owner) {
            return owner.call(verb, key, call);
          }
        } finally {
          turns.end(turn);
        }
      } finally {
        owner.exit();
      }
    }
  }

  /** Calls several stores, none of which is let go of before the end. */
  <R> R together(Function<MountTable, R> call) {
    while (true) {
      lifecycle.enter();
      List<Mounted> entered = new ArrayList<>();
      try {
        MountTable now = table;
        if (enterAll(now.deepestFirst(), entered)) {
          return call.apply(now);
        }
      } finally {
        entered.forEach(Mounted::exit);
        lifecycle.exit();
      }
    }
  }

  private static boolean enterAll(List<Mounted> mounts, List<Mounted> entered) {
    for (Mounted mounted : mounts) {
      if (!mounted.tryEnter()) {
        return false;
      }
      entered.add(mounted);
    }
    return true;
  }

  /**
   * Does something to each of some stores, one after the other, whichever fail; what is unmounted
   * before its turn is passed over. Throws the first failure with the others suppressed.
   */
  void each(Collection<Mounted> mounts, Consumer<Mounted> action) {
    lifecycle.enter();
    try {
      Closing.all(mounts.stream().map(mounted -> during(mounted, action)).toList());
    } finally {
      lifecycle.exit();
    }
  }

  private static AutoCloseable during(Mounted mounted, Consumer<Mounted> action) {
    return () -> {
      if (mounted.tryEnter()) {
        try {
          action.accept(mounted);
        } finally {
          mounted.exit();
        }
      }
    };
  }

  /**
   * Puts another mount in place, between two writes: what was to be written to its keys goes there
   * or is refused from then on.
   */
  void add(Mount mount) {
    KeyRange covered = mount.range();
    change(
        () -> {
          MountTable more = table.with(new Mounted(mount));
          long turn = turns.beginAlone(keys -> keys.stream().anyMatch(covered::contains));
          table = more;
          turns.end(turn);
        });
  }

  /** Takes the mount at {@code point} out and returns its store, which nobody uses any more. */
  Datastore remove(Key point) {
    List<Datastore> removed = new ArrayList<>(1);
    change(
        () -> {
          Mounted leaving = table.at(point);
          table = table.without(leaving);
          leaving.letGo();
          if (!turns.isSettled()) { // by a batch that was in progress
            table = table.with(new Mounted(leaving.mount()));
            turns.settleAll();
            throw new DatastoreException(
                "cannot unmount %s: a batch had to be completed first, and is; try again"
                    .formatted(point),
                null,
                /* retryable= */ true);
          }
          removed.add(leaving.store());
        });
    return removed.get(0);
  }

  private void change(Runnable change) {
    lifecycle.enter();
    changing.lock();
    try {
      turns.settleAll();
      change.run();
    } finally {
      changing.unlock();
      lifecycle.exit();
    }
  }

  /** Closes every store, whichever fail, once no batch is left in the journal that needs not be. */
  void close(Runnable afterwards) {
    lifecycle.close(
        () -> {
          settleOrLog();
          List<AutoCloseable> stores = new ArrayList<>();
          table.deepestFirst().forEach(mounted -> stores.add(mounted::close));
          stores.add(afterwards::run);
          Closing.all(stores);
        });
  }

  /** What cannot be settled has been reported to who committed it, and stays in the journal. */
  private void settleOrLog() {
    try {
      turns.settleAll();
    } catch (RuntimeException e) {
      log.warn("{} is closed with a batch left in its journal, for the next opening", table, e);
    }
  }
}
