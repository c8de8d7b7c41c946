package dev.cairn.mount;

import dev.cairn.datastore.engine.Closing;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The mounts of a {@link MultiBlockstore} as they change: whoever reads goes on with the list that
 * was there when they began, and a mount that was taken away is closed when they have ended.
 */
final class LiveMounts {

  private final MultiBlockstoreOptions options;
  private final MountEvents events;
  private final MountedStore cache;
  private final ReentrantLock changes = new ReentrantLock();
  private volatile MountList current;

  LiveMounts(
      AuxStore cache, List<AuxStore> aux, MultiBlockstoreOptions options, MountEvents events) {
    this.options = options;
    this.events = events;
    this.cache =
        new MountedStore(
            MountedStore.Role.CACHE, cache, breaker(cache.name(), BreakerPolicy.never()));
    this.current = new MountList(this.cache, aux.stream().map(this::mounted).toList());
  }

  private MountedStore mounted(AuxStore aux) {
    return new MountedStore(
        MountedStore.Role.AUX, aux, breaker(aux.name(), options.breakerPolicy()));
  }

  private CircuitBreaker breaker(String name, BreakerPolicy policy) {
    return new CircuitBreaker(name, policy, options.clock(), events);
  }

  /** Returns the cache, which never changes. */
  MountedStore cache() {
    return cache;
  }

  MountList current() {
    return current;
  }

  /** Adds a mount, the last, or before another. */
  void add(AuxStore added, @Nullable String before) {
    change(
        mounts -> {
          mounts.all().forEach(mount -> added.requireDistinct(mount.declared()));
          return mounts.with(mounted(added), before);
        });
  }

  /** Moves an aux before another. */
  void move(String name, String before) {
    change(
        mounts -> {
          MountedStore moved = mounts.getAux(name);
          mounts.getAux(before);
          return name.equals(before) ? mounts : mounts.without(moved).with(moved, before);
        });
  }

  /** Takes a mount away; its store is closed here, or by whoever uses it last. */
  void remove(MountedStore removed) {
    change(
        mounts -> {
          if (mounts.getAux(removed.name()) != removed) {
            throw new IllegalArgumentException(
                "cannot take the mount '%s' away: somebody else has, and has mounted another store under its name"
                    .formatted(removed.name()));
          }
          return mounts.without(removed);
        });
    removed.withdraw();
  }

  private void change(UnaryOperator<MountList> change) {
    changes.lock();
    try {
      current = change.apply(current);
    } finally {
      changes.unlock();
    }
  }

  /** Returns the mounts, none of which is closed until {@link #release}. */
  MountList acquire() {
    while (true) {
      MountList mounts = current;
      List<MountedStore> all = mounts.all();
      int acquired = 0;
      while (acquired < all.size() && all.get(acquired).acquire()) {
        acquired++;
      }
      if (acquired == all.size()) {
        return mounts;
      }
      release(all.subList(0, acquired));
    }
  }

  /** Lets go of mounts; those that were taken away and that nobody else uses are closed. */
  static void release(List<MountedStore> mounts) {
    Closing.all(mounts.stream().map(mount -> (AutoCloseable) mount::release).toList());
  }

  /** Closes every mount, whichever fail. Nobody uses any by now. */
  void close() {
    release(current.all());
  }
}
