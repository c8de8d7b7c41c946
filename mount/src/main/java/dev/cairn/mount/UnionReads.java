package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the mounts in order: the first that has an answer gives it, and none is given where no mount
 * has the block and some mount failed.
 *
 * <p>What the cache answers takes the short way: nothing is allocated for it, and no list is read.
 */
final class UnionReads {

  private static final Logger log = LoggerFactory.getLogger(MultiBlockstore.class);

  private final LiveMounts live;
  private final MountedStore cache;
  private final SpareCopies copies;
  private final CacheFills fills;
  private final Flights flights = new Flights();

  UnionReads(LiveMounts live, SpareCopies copies, CacheFills fills) {
    this.live = live;
    this.copies = copies;
    this.cache = live.cache();
    this.fills = fills;
  }

  Optional<Block> get(Cid cid) {
    MountList mounts = live.current();
    long removals = copies.removals();
    RuntimeException failure = null;
    try {
      Optional<Block> held = cache.store().get(cid);
      cache.tally().answered(held.isPresent());
      if (held.isPresent()) {
        return held;
      }
    } catch (RuntimeException e) {
      failure = cache.failed("get " + cid, e);
    }
    return fills.promotes()
        ? together(mounts, removals, cid, failure)
        : alone(mounts, removals, cid, failure);
  }

  <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    Showing<R> showing = new Showing<>(reader);
    MountList mounts = live.current();
    long removals = copies.removals();
    RuntimeException failure = null;
    try {
      Optional<R> shown = cache.store().view(cid, showing);
      cache.tally().answered(showing.began);
      if (showing.began) {
        return shown;
      }
    } catch (RuntimeException e) {
      if (showing.began) {
        throw e;
      }
      failure = cache.failed("view " + cid, e);
    }
    Optional<Block> block =
        fills.promotes()
            ? together(mounts, removals, cid, failure)
            : alone(mounts, removals, cid, failure);
    return block.map(found -> reader.apply(found.buffer()));
  }

  boolean has(Cid cid) {
    MountList mounts = live.current();
    long removals = copies.removals();
    RuntimeException failure = null;
    try {
      boolean held = cache.store().has(cid);
      cache.tally().answered(held);
      if (held) {
        return true;
      }
    } catch (RuntimeException e) {
      failure = cache.failed("look for " + cid, e);
    }
    return behindCache(mounts, removals, Question.HAS, cid, failure) != null;
  }

  OptionalLong size(Cid cid) {
    MountList mounts = live.current();
    long removals = copies.removals();
    RuntimeException failure = null;
    try {
      OptionalLong size = cache.store().size(cid);
      cache.tally().answered(size.isPresent());
      if (size.isPresent()) {
        return size;
      }
    } catch (RuntimeException e) {
      failure = cache.failed("get the size of " + cid, e);
    }
    Answer<OptionalLong> answer = behindCache(mounts, removals, Question.SIZE, cid, failure);
    return answer == null ? OptionalLong.empty() : answer.value();
  }

  /** Looks behind the cache for a block, once for all who do so now. */
  private Optional<Block> together(
      MountList mounts, long removals, Cid cid, @Nullable RuntimeException failure) {
    Block found =
        flights.share(cid.multihash(), () -> promotedOrElsewhere(mounts, removals, cid, failure));
    return found == null ? Optional.empty() : Optional.of(found.withCid(cid));
  }

  /** Looks into the cache once more: another reader may have copied the block into it just now. */
  private @Nullable Block promotedOrElsewhere(
      MountList mounts, long removals, Cid cid, @Nullable RuntimeException failure) {
    RuntimeException latest = failure;
    if (latest == null) {
      try {
        Block promoted = cache.ask(Question.READ, cid);
        if (promoted != null) {
          return promoted;
        }
      } catch (RuntimeException e) {
        latest = e;
      }
    }
    return alone(mounts, removals, cid, latest).orElse(null);
  }

  private Optional<Block> alone(
      MountList mounts, long removals, Cid cid, @Nullable RuntimeException failure) {
    Answer<Block> answer = behindCache(mounts, removals, Question.GET, cid, failure);
    if (answer == null) {
      return Optional.empty();
    }
    if (!answer.source().isCache()) {
      fills.found(answer.value(), answer.source(), answer.cacheFailure());
    }
    return Optional.of(answer.value());
  }

  /**
   * Returns the first answer of an aux, or {@code null} where every mount says that there is none.
   *
   * @param asked the mounts that there were before the cache was asked
   * @param removals what {@link SpareCopies#removals} had said by then
   * @param failure why it is not known whether the cache has the block
   * @throws RuntimeException the first failure, with the others suppressed
   */
  private <R> @Nullable Answer<R> behindCache(
      MountList asked,
      long removals,
      Question<R> question,
      Cid cid,
      @Nullable RuntimeException failure) {
    Round<R> round = aux(asked, question, cid, failure);
    if (round.isOpen() && isOther(asked, removals)) {
      round = watching(question, cid);
    }
    return round.answerOrFail();
  }

  private boolean isOther(MountList asked, long removals) {
    return live.current() != asked || copies.removals() != removals;
  }

  /**
   * Asks all once more, since a block that was moved between two mounts, of which one went away or
   * gave up its copy, seemed to be absent; and again while just this happens to this very block.
   */
  private <R> Round<R> watching(Question<R> question, Cid cid) {
    AtomicBoolean moved = new AtomicBoolean();
    Consumer<Multihash> watcher =
        removed -> {
          if (removed.equals(cid.multihash())) {
            moved.set(true);
          }
        };
    copies.watch(watcher);
    try {
      while (true) {
        moved.set(false);
        MountList mounts = live.current();
        Round<R> round = all(mounts, question, cid);
        if (!round.isOpen() || (live.current() == mounts && !moved.get())) {
          return round;
        }
      }
    } finally {
      copies.forget(watcher);
    }
  }

  private <R> Round<R> all(MountList mounts, Question<R> question, Cid cid) {
    try {
      R answer = cache.ask(question, cid);
      return answer == null
          ? aux(mounts, question, cid, null)
          : new Round<>(new Answer<>(answer, cache, null), null);
    } catch (RuntimeException e) {
      return aux(mounts, question, cid, e);
    }
  }

  private static <R> Round<R> aux(
      MountList mounts, Question<R> question, Cid cid, @Nullable RuntimeException cacheFailure) {
    RuntimeException failures = cacheFailure;
    for (MountedStore mount : mounts.aux()) {
      try {
        R answer = mount.ask(question, cid);
        if (answer != null) {
          logPassedOver(failures, mount);
          return new Round<>(new Answer<>(answer, mount, cacheFailure), null);
        }
      } catch (RuntimeException e) {
        failures = joined(failures, e);
      }
    }
    return new Round<>(null, failures);
  }

  private static RuntimeException joined(@Nullable RuntimeException first, RuntimeException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  private static void logPassedOver(@Nullable RuntimeException failure, MountedStore answering) {
    if (failure instanceof CorruptDataException) {
      log.warn("{}; the mount '{}' had it", failure.getMessage(), answering.name());
    } else if (failure != null) {
      log.debug("{}; the mount '{}' answered", failure.getMessage(), answering.name());
    }
  }

  /**
   * What a mount answered.
   *
   * @param cacheFailure why the cache, asked before, did not
   */
  private record Answer<R>(R value, MountedStore source, @Nullable RuntimeException cacheFailure) {}

  /** What came of asking one mount after the other: an answer, or what failed, or neither. */
  private record Round<R>(@Nullable Answer<R> answer, @Nullable RuntimeException failures) {

    boolean isOpen() {
      return answer == null;
    }

    @Nullable Answer<R> answerOrFail() {
      if (answer == null && failures != null) {
        throw failures;
      }
      return answer;
    }
  }

  /** Passes a buffer on, and remembers that: what is thrown after that is the reader's. */
  private static final class Showing<R> implements Function<ByteBuffer, R> {
    private final Function<ByteBuffer, R> reader;
    boolean began;

    Showing(Function<ByteBuffer, R> reader) {
      this.reader = reader;
    }

    @Override
    public R apply(ByteBuffer buffer) {
      began = true;
      return reader.apply(buffer);
    }
  }
}
