package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.multiformats.Cid;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
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
  private final CacheFills fills;
  private final Flights flights = new Flights();

  UnionReads(LiveMounts live, CacheFills fills) {
    this.live = live;
    this.cache = live.cache();
    this.fills = fills;
  }

  Optional<Block> get(Cid cid) {
    MountList mounts = live.current();
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
    return fills.promotes() ? together(mounts, cid, failure) : alone(mounts, cid, failure);
  }

  <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    Showing<R> showing = new Showing<>(reader);
    MountList mounts = live.current();
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
        fills.promotes() ? together(mounts, cid, failure) : alone(mounts, cid, failure);
    return block.map(found -> reader.apply(found.buffer()));
  }

  boolean has(Cid cid) {
    MountList mounts = live.current();
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
    return behindCache(mounts, Question.HAS, cid, failure) != null;
  }

  OptionalLong size(Cid cid) {
    MountList mounts = live.current();
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
    Answer<OptionalLong> answer = behindCache(mounts, Question.SIZE, cid, failure);
    return answer == null ? OptionalLong.empty() : answer.value();
  }

  /** Looks behind the cache for a block, once for all who do so now. */
  private Optional<Block> together(MountList mounts, Cid cid, @Nullable RuntimeException failure) {
    Block found = flights.share(cid.multihash(), () -> promotedOrElsewhere(mounts, cid, failure));
    return found == null ? Optional.empty() : Optional.of(found.withCid(cid));
  }

  /** Looks into the cache once more: another reader may have copied the block into it just now. */
  private @Nullable Block promotedOrElsewhere(
      MountList mounts, Cid cid, @Nullable RuntimeException failure) {
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
    return alone(mounts, cid, latest).orElse(null);
  }

  private Optional<Block> alone(MountList mounts, Cid cid, @Nullable RuntimeException failure) {
    Answer<Block> answer = behindCache(mounts, Question.GET, cid, failure);
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
   * @param failure why it is not known whether the cache has the block
   * @throws RuntimeException the first failure, with the others suppressed
   */
  private <R> @Nullable Answer<R> behindCache(
      MountList asked, Question<R> question, Cid cid, @Nullable RuntimeException failure) {
    RuntimeException cacheFailure = failure;
    MountList mounts = asked;
    while (true) {
      RuntimeException failures = cacheFailure;
      for (MountedStore mount : mounts.aux()) {
        try {
          R answer = mount.ask(question, cid);
          if (answer != null) {
            logPassedOver(failures, mount);
            return new Answer<>(answer, mount, cacheFailure);
          }
        } catch (RuntimeException e) {
          failures = joined(failures, e);
        }
      }
      MountList now = live.current();
      if (now == mounts) {
        if (failures != null) {
          throw failures;
        }
        return null;
      }
      // A block that was moved between two mounts, of which one went away, would seem to be absent.
      mounts = now;
      cacheFailure = null;
      try {
        R answer = cache.ask(question, cid);
        if (answer != null) {
          return new Answer<>(answer, cache, null);
        }
      } catch (RuntimeException e) {
        cacheFailure = e;
      }
    }
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
