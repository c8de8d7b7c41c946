package dev.cairn.repo;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks of a mount, opened by the first call, whether or not they can be opened just now: a
 * disk may be unplugged, or somebody write to the repository. While they cannot, every call fails
 * and says why; the call after {@link #PAUSE} tries again.
 */
final class MountedBlockstore implements Blockstore {

  /** How long a failed opening is taken for granted. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Logger LOGGER = LoggerFactory.getLogger(MountedBlockstore.class);

  private final String name;
  private final Supplier<ElsewhereBlocks> opening;
  private final Clock clock;
  private final Lifecycle lifecycle;
  private final ReentrantLock openingLock = new ReentrantLock();
  private volatile @Nullable ElsewhereBlocks open;
  private @Nullable Throwable failure;
  private Instant nextAttempt = Instant.MIN;

  private MountedBlockstore(
      String name, @Nullable ElsewhereBlocks open, Supplier<ElsewhereBlocks> opening, Clock clock) {
    this.name = name;
    this.open = open;
    this.opening = opening;
    this.clock = clock;
    this.lifecycle = new Lifecycle("the mount '" + name + "'");
  }

  /**
   * {@return the blocks of a mount that are open}
   *
   * @param name of the mount
   * @param open its blocks, owned by what is returned
   * @param opening opens them again, or throws
   * @param clock tells when to try again
   */
  static MountedBlockstore opened(
      String name, ElsewhereBlocks open, Supplier<ElsewhereBlocks> opening, Clock clock) {
    return new MountedBlockstore(name, open, opening, clock);
  }

  /**
   * Opens nothing yet.
   *
   * @param name of the mount
   * @param opening opens its blocks, or throws
   * @param clock tells when to try again
   */
  MountedBlockstore(String name, Supplier<ElsewhereBlocks> opening, Clock clock) {
    this(name, null, opening, clock);
  }

  private Blockstore blocks() {
    ElsewhereBlocks now = open;
    if (now != null) {
      return now.blocks();
    }
    openingLock.lock();
    try {
      if (open == null && !clock.instant().isBefore(nextAttempt)) {
        tryToOpen();
      }
      if (open == null) {
        throw down(failure);
      }
      return open.blocks();
    } finally {
      openingLock.unlock();
    }
  }

  private void tryToOpen() {
    try {
      open = opening.get();
      failure = null;
    } catch (RuntimeException | LinkageError e) { // such as an engine without its native library
      if (failure == null) {
        LOGGER.warn("the mount '{}' cannot be opened: {}", name, e.getMessage());
      }
      failure = e;
      nextAttempt = clock.instant().plus(PAUSE);
    }
  }

  private DatastoreException down(@Nullable Throwable why) {
    String message =
        "the mount '%s' is down: %s; it is tried again at the next call from %d seconds on"
            .formatted(name, why == null ? "unknown" : why.getMessage(), PAUSE.toSeconds());
    return why instanceof DatastoreLockedException
        ? new DatastoreLockedException(message, why)
        : new DatastoreException(message, why, /* retryable= */ true);
  }

  private <R> R ask(Function<Blockstore, R> question) {
    lifecycle.enter();
    try {
      return question.apply(blocks());
    } finally {
      lifecycle.exit();
    }
  }

  private void tell(Consumer<Blockstore> change) {
    lifecycle.enter();
    try {
      change.accept(blocks());
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return ask(blocks -> blocks.get(cid));
  }

  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    return ask(blocks -> blocks.view(cid, reader));
  }

  @Override
  public boolean has(Cid cid) {
    return ask(blocks -> blocks.has(cid));
  }

  @Override
  public OptionalLong size(Cid cid) {
    return ask(blocks -> blocks.size(cid));
  }

  @Override
  public void put(Block block) {
    tell(blocks -> blocks.put(block));
  }

  @Override
  public void putAll(Collection<Block> added) {
    tell(blocks -> blocks.putAll(added));
  }

  @Override
  public void overwrite(Block block) {
    tell(blocks -> blocks.overwrite(block));
  }

  @Override
  public void delete(Cid cid) {
    tell(blocks -> blocks.delete(cid));
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    tell(blocks -> blocks.deleteAll(cids));
  }

  @Override
  public CloseableIterator<Multihash> list() {
    return ask(Blockstore::list);
  }

  @Override
  public void sync() {
    tell(Blockstore::sync);
  }

  @Override
  public void close() {
    lifecycle.close(
        () -> {
          ElsewhereBlocks now = open;
          if (now != null) {
            Closing.all(List.of(now));
          }
        });
  }

  /** {@return the blocks once they are open, until then the name of the mount} */
  @Override
  public String toString() {
    ElsewhereBlocks now = open;
    return now == null ? "the mount '" + name + "', which is not open" : now.blocks().toString();
  }
}
