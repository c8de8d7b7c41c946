package dev.cairn.mount;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the filters of a store from its listings, one after the other, and knows which one answers.
 *
 * <p>A new filter is told of all writes from a moment on, and then waits for those that began
 * before: the listing that begins afterwards shows these. So it knows every block once the listing
 * is complete, and takes the place of the old one in one step.
 */
final class FilterBuilding {

  private static final Logger log = LoggerFactory.getLogger(FilterBuilding.class);

  private final Supplier<CloseableIterator<Multihash>> listing;
  private final long expectedBlocks;
  private final double rate;
  private final LongSupplier epoch;
  private final Executor executor;
  private final Lifecycle lifecycle;
  private final long seed = new SecureRandom().nextLong();

  private final AtomicReference<FilterPhase> phase;

  /** The build that was asked for last; the next one begins when it has ended. */
  private final AtomicReference<CompletableFuture<Void>> last =
      new AtomicReference<>(CompletableFuture.completedFuture(null));

  /** Whether a build that nobody asked for is due and has not begun. */
  private final AtomicBoolean due = new AtomicBoolean();

  /** How many blocks there have to be before a larger filter is built, if the last try failed. */
  private final AtomicLong growsAt = new AtomicLong();

  private volatile CompletableFuture<Void> first = CompletableFuture.completedFuture(null);

  FilterBuilding(
      Supplier<CloseableIterator<Multihash>> listing,
      long expectedBlocks,
      double rate,
      LongSupplier epoch,
      Executor executor,
      Lifecycle lifecycle) {
    this.listing = listing;
    this.expectedBlocks = expectedBlocks;
    this.rate = rate;
    this.epoch = epoch;
    this.executor = executor;
    this.lifecycle = lifecycle;
    FilterShape.of(expectedBlocks, rate); // refuses what cannot be built, before anything begins
    this.phase = new AtomicReference<>(new FilterPhase(epoch.getAsLong(), null, null, null));
  }

  private FilterPhase current() {
    return Objects.requireNonNull(phase.get());
  }

  /** Goes on with a saved filter, if it fits. */
  boolean resume(SavedFilter saved) {
    SavedFilter.Content content = saved.load().orElse(null);
    FilterPhase now = current();
    if (content == null
        || content.epoch() != now.epoch()
        || content.filter().shape().rate() != rate
        || content.filter().isSaturated()) {
      return false;
    }
    phase.set(new FilterPhase(now.epoch(), content.filter(), null, now));
    saved.accept(content.filter());
    return true;
  }

  /** Begins to build the first filter. */
  void start() {
    first = enqueue(CancellationToken.never());
    logFailure(first);
  }

  CompletionStage<Void> first() {
    return first.minimalCompletionStage();
  }

  CompletionStage<Void> rebuild(CancellationToken token) {
    return enqueue(token).minimalCompletionStage();
  }

  /** Returns the filters that count now: none that is older than what others wrote answers. */
  FilterPhase phase() {
    while (true) {
      FilterPhase current = current();
      long now = epoch.getAsLong();
      if (current.epoch() == now) {
        return current;
      }
      if (phase.compareAndSet(current, new FilterPhase(now, null, null, current))) {
        buildByItself();
      }
    }
  }

  /** Lets no filter answer before a new one is built, and begins with that. */
  void distrust() {
    phase.updateAndGet(current -> new FilterPhase(current.epoch(), null, null, current));
    buildByItself();
  }

  /**
   * Begins a write, which is told to the filters of the phase that is returned, and ended there.
   */
  FilterPhase beginWrite() {
    while (true) {
      FilterPhase current = phase();
      current.beginWrite();
      if (phase.get() == current) {
        return current;
      }
      current.endWrite();
    }
  }

  /**
   * Begins to build a larger filter where there are more blocks than this one is made for; where
   * that fails, it is tried again when there are twice as many.
   */
  void growIfSaturated() {
    BlockFilter live = current().live();
    if (live == null || !live.isSaturated() || live.added() <= growsAt.get()) {
      return;
    }
    growsAt.set(2 * live.added());
    log.warn(
        "the filter for {} blocks has {}; one that is twice as large is built",
        live.shape().capacity(),
        live.added());
    buildByItself();
  }

  private void buildByItself() {
    if (due.compareAndSet(false, true)) {
      CompletableFuture<Void> build = enqueue(CancellationToken.never());
      logFailure(build);
      CompletableFuture<Void> unused = build.whenComplete(this::letTheNextBuild);
    }
  }

  /** A build that the executor refused has not begun, and so has not said that another may be. */
  private void letTheNextBuild(@Nullable Void nothing, @Nullable Throwable failure) {
    if (failure != null) {
      due.set(false);
    }
  }

  private void logFailure(CompletableFuture<Void> build) {
    CompletableFuture<Void> unused =
        build.whenComplete(
            (nothing, failure) -> {
              if (failure != null && !lifecycle.isClosed()) {
                log.warn(
                    "a filter could not be built; what it would deny is looked for: {}",
                    text(failure));
              }
            });
  }

  /** Not the exception itself: it would be logged with its trace. */
  private static String text(Throwable failure) {
    return failure.toString();
  }

  private CompletableFuture<Void> enqueue(CancellationToken token) {
    CompletableFuture<Void> build = new CompletableFuture<>();
    CompletableFuture<Void> before = last.getAndSet(build);
    CompletableFuture<Void> unused =
        before
            .handle((nothing, failure) -> null)
            .thenRunAsync(() -> build(token), executor)
            .whenComplete(
                (nothing, failure) -> {
                  if (failure == null) {
                    build.complete(null);
                  } else {
                    build.completeExceptionally(
                        failure.getCause() == null ? failure : failure.getCause());
                  }
                });
    return build;
  }

  private void build(CancellationToken token) {
    due.set(false);
    token.check("building a filter");
    BlockFilter live = phase().live();
    long needed = expectedBlocks;
    if (live != null) {
      needed = Math.max(needed, live.isSaturated() ? 2 * live.added() : live.shape().capacity());
    }
    BlockFilter filter;
    do {
      filter = new BlockFilter(FilterShape.of(needed, rate), seed);
      build(filter, token);
      needed = 2 * Math.max(needed, filter.added());
    } while (filter.isSaturated());
  }

  /** Fills a filter, which answers from then on unless it turns out to be too small. */
  private void build(BlockFilter filter, CancellationToken token) {
    FilterPhase during = startTelling(filter);
    boolean answers = false;
    boolean counts;
    try {
      during.awaitEarlierWrites();
      fill(filter, token);
      answers = !filter.isSaturated();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while a filter was built; build it again", e);
    } finally {
      FilterPhase after =
          new FilterPhase(during.epoch(), answers ? filter : during.live(), null, during);
      counts = phase.compareAndSet(during, after);
    }
    if (answers && !counts) {
      throw superseded();
    }
    growsAt.set(0);
  }

  /** From now on, all writes are told to this filter too. */
  private FilterPhase startTelling(BlockFilter filter) {
    while (true) {
      FilterPhase before = phase();
      FilterPhase during = new FilterPhase(before.epoch(), before.live(), filter, before);
      if (phase.compareAndSet(before, during)) {
        return during;
      }
    }
  }

  private static DatastoreException superseded() {
    return new DatastoreException(
        "a filter was built in vain: the store was changed past it meanwhile; another is built",
        null,
        /* retryable= */ true);
  }

  private void fill(BlockFilter filter, CancellationToken token) {
    try (CloseableIterator<Multihash> blocks = listing.get()) {
      while (blocks.hasNext()) {
        token.check("building a filter");
        if (lifecycle.isClosed()) {
          throw lifecycle.closedException();
        }
        filter.add(blocks.next());
      }
    }
  }
}
