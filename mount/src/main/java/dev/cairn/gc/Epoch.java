package dev.cairn.gc;

import dev.cairn.multiformats.Multihash;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One collection, or removal of blocks, from the side of the writers.
 *
 * <p><b>The barrier.</b> A writer marks its blocks first, and looks then whether they are among the
 * condemned; the sweep condemns first, and looks then whether the blocks are marked. So at least
 * one of the two sees the other: either the sweep leaves the block, or the writer waits until it is
 * gone, and finds then that it has to write it. Only writers of the very blocks of the current
 * batch ever wait.
 */
final class Epoch implements AutoCloseable {

  private final Runnable end;
  private final BlockSet marks = new BlockSet();
  private final LongAdder blockedNanos = new LongAdder();
  private volatile @Nullable Condemned condemned;

  /** Some blocks on their way out. */
  private record Condemned(Set<Multihash> blocks, CountDownLatch gone) {}

  Epoch(Runnable end) {
    this.end = end;
  }

  /** Returns the blocks that stay. */
  BlockSet marks() {
    return marks;
  }

  /** Makes blocks stay that are about to be looked for or written. */
  void keep(List<Multihash> blocks) {
    for (Multihash block : blocks) {
      marks.keep(block);
    }
    Condemned current = condemned;
    if (current != null && blocks.stream().anyMatch(current.blocks::contains)) {
      await(current.gone);
    }
  }

  private void await(CountDownLatch gone) {
    long start = System.nanoTime();
    boolean interrupted = false;
    while (true) {
      try {
        gone.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    blockedNanos.add(System.nanoTime() - start);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Deletes blocks. */
  interface Deletion {
    void delete(List<Multihash> unmarked);
  }

  /** Deletes those of some blocks that are not marked; no writer comes between. */
  void sweep(Collection<Multihash> blocks, Deletion deletion) {
    Condemned batch = new Condemned(Set.copyOf(blocks), new CountDownLatch(1));
    condemned = batch;
    try {
      List<Multihash> unmarked =
          blocks.stream().filter(block -> !marks.contains(block)).distinct().toList();
      if (!unmarked.isEmpty()) {
        deletion.delete(unmarked);
      }
    } finally {
      condemned = null;
      batch.gone.countDown();
    }
  }

  /** Returns for how many nanoseconds writers have waited on account of this. */
  long blockedNanos() {
    return blockedNanos.sum() + marks.waitedNanos();
  }

  /** Ends it: writers no longer mark. */
  @Override
  public void close() {
    end.run();
  }
}
