package dev.cairn.mount;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the blocks of a store, as much as fits, and never what is no longer true.
 *
 * <p>No lock is held while the store is asked. Instead, each call on the store is known here from
 * its beginning to its end, and what it brings is remembered only where no write of the same block
 * ran beside it. A write forgets the block when it begins: whoever has seen in the store what a
 * write did finds nothing remembered that was true before.
 */
final class KnownBlocks {

  private final int maxEntries;
  private final LongSupplier epoch;

  /**
   * The calls in progress on the store; all access to an element is within a compute of its key.
   */
  private final Map<Multihash, Calls> calls = new ConcurrentHashMap<>();

  private final AtomicReference<Memory> memory;

  /** The calls in progress on one block. */
  private static final class Calls {
    int inProgress;
    int writesInProgress;
    long writesBegun;
  }

  /** What was learned while the store had one epoch. */
  private record Memory(long epoch, Cache<Multihash, Knowledge> blocks) {}

  /**
   * Begins with no knowledge.
   *
   * @param maxEntries of how many blocks something is remembered at the most
   * @param epoch a number that changes whenever the store was changed by others
   */
  KnownBlocks(int maxEntries, LongSupplier epoch) {
    this.maxEntries = maxEntries;
    this.epoch = epoch;
    this.memory = new AtomicReference<>(newMemory(epoch.getAsLong()));
  }

  private Memory newMemory(long of) {
    return new Memory(
        of, Caffeine.newBuilder().maximumSize(maxEntries).executor(Runnable::run).build());
  }

  /** The epoch is read after the memory, so that an older one never replaces a newer one. */
  private Cache<Multihash, Knowledge> blocks() {
    while (true) {
      Memory current = Objects.requireNonNull(memory.get());
      long now = epoch.getAsLong();
      if (current.epoch == now) {
        return current.blocks;
      }
      memory.compareAndSet(current, newMemory(now));
    }
  }

  /** Returns what is known of a block, or {@code null} where nothing is. */
  @Nullable Knowledge of(Multihash multihash) {
    return blocks().getIfPresent(multihash);
  }

  /** Returns of how many blocks something is remembered. */
  long entries() {
    Cache<Multihash, Knowledge> blocks = blocks();
    blocks.cleanUp();
    return blocks.estimatedSize();
  }

  /** Begins a call that reads a block; it has to be ended. */
  Call beginRead(Multihash multihash) {
    return begin(multihash, 0);
  }

  /** Begins a call that writes or deletes a block; it has to be ended. */
  Call beginWrite(Multihash multihash) {
    return begin(multihash, 1);
  }

  /** Begins a call that writes or deletes several blocks, each once; it has to be ended. */
  List<Call> beginWrites(Collection<Multihash> multihashes) {
    List<Call> begun = new ArrayList<>(multihashes.size());
    multihashes.forEach(multihash -> begun.add(beginWrite(multihash)));
    return begun;
  }

  private Call begin(Multihash multihash, int writes) {
    Call call = new Call(multihash, writes);
    calls.compute(multihash, call::begin);
    return call;
  }

  /** Forgets a block that others may have changed. */
  void forget(Multihash multihash) {
    calls.compute(
        multihash,
        (key, running) -> {
          if (running != null) {
            running.writesBegun++;
          }
          blocks().invalidate(key);
          return running;
        });
  }

  /** Forgets every block; what calls in progress bring is not remembered. */
  void forgetAll() {
    memory.updateAndGet(current -> newMemory(current.epoch));
  }

  /** A call on the store, from its beginning to its end. */
  final class Call {
    private final Multihash multihash;
    private final int writes;
    private @Nullable Cache<Multihash, Knowledge> blocks;
    private long writesBegun;
    private boolean alone;

    private Call(Multihash multihash, int writes) {
      this.multihash = multihash;
      this.writes = writes;
    }

    /** Within a compute. The memory is chosen here, where no other write can begin beside it. */
    private Calls begin(Multihash key, @Nullable Calls running) {
      Calls all = running == null ? new Calls() : running;
      blocks = blocks();
      alone = all.writesInProgress == 0;
      all.inProgress++;
      all.writesInProgress += writes;
      all.writesBegun += writes;
      writesBegun = all.writesBegun;
      if (writes > 0) {
        blocks.invalidate(key);
      }
      return all;
    }

    /**
     * Ends the call.
     *
     * @param learned what it brought; {@code null} where it failed
     */
    void end(@Nullable Knowledge learned) {
      calls.computeIfPresent(multihash, (key, all) -> end(key, all, learned));
    }

    private @Nullable Calls end(Multihash key, Calls all, @Nullable Knowledge learned) {
      if (learned != null && blocks != null && alone && all.writesBegun == writesBegun) {
        blocks.put(key, learned);
      }
      all.inProgress--;
      all.writesInProgress -= writes;
      return all.inProgress == 0 ? null : all;
    }
  }
}
