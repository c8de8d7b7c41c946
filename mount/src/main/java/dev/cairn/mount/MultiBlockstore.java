package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.mount.NamedBlockstore.Role;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several blockstores as one: a writable cache, the first mount, and behind it any number of aux
 * stores that are only read, each under a name.
 *
 * <p><b>Reads</b> ask the mounts in order; the first that succeeds answers, and mounts that fail or
 * hold a damaged copy are passed over. A block is absent only where every mount says so; where none
 * has it and one failed, the first failure is thrown, with the others suppressed and the mount's
 * name in the message. Blocks from an aux are always checked; whether those of the cache are is the
 * cache's own {@link Verification}.
 *
 * <p><b>Writes</b> go to the cache alone, and {@link #sync()} syncs the cache alone. A put writes
 * nothing where a {@linkplain Trust#TRUSTED trusted} aux holds the block, and what the cache's own
 * put does where the cache holds it. After {@link #delete} a block may still be there: in an aux,
 * which is never changed.
 *
 * <p><b>Listings</b> show the blocks of the cache and then of each aux what no mount before it has;
 * that is asked for each block, so nothing is remembered. (A block that is written past this store,
 * by {@link #firstMount()} or otherwise, while a listing runs and that an aux holds too may be left
 * out of it.)
 *
 * <p>Identity CIDs hold their block themselves and are answered here, once, without any mount; they
 * are held to the same limit as in {@link DatastoreBlockstore}.
 */
public final class MultiBlockstore implements Blockstore {

  private static final Logger log = LoggerFactory.getLogger(MultiBlockstore.class);

  private final Lifecycle lifecycle;
  private final List<NamedBlockstore> mounts;
  private final List<NamedBlockstore> trusted;
  private final NamedBlockstore cache;
  private final WatchedWrites writes = new WatchedWrites();

  private MultiBlockstore(List<NamedBlockstore> mounts) {
    this.mounts = mounts;
    this.trusted = mounts.stream().filter(m -> m.role() == Role.TRUSTED_AUX).toList();
    this.cache = mounts.get(0);
    this.lifecycle = new Lifecycle("the multi-blockstore of " + mounts());
  }

  /** {@return a builder without any mount} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the cache: the store that is written to; it is closed with this one} */
  public Blockstore firstMount() {
    return cache.store();
  }

  /** {@return the names of the mounts in the order of lookup, the cache first} */
  public List<String> mounts() {
    return mounts.stream().map(NamedBlockstore::name).toList();
  }

  /**
   * {@return the store of one mount, or nothing where there is none of this name}
   *
   * <p>That of an aux refuses writes. All are closed with this store.
   *
   * @param name the name that it was mounted under
   */
  public Optional<Blockstore> mount(String name) {
    return mounts.stream()
        .filter(mount -> mount.name().equals(name))
        .findFirst()
        .map(NamedBlockstore::handle);
  }

  /**
   * {@return what each mount has of a block, in the order of lookup, one location a mount}
   *
   * <p>The block is read from every mount and its hash checked; no failure of a mount is thrown. An
   * identity CID lies in none.
   *
   * @param cid the block
   * @throws dev.cairn.datastore.DatastoreClosedException if this store is closed
   */
  public List<Location> locate(Cid cid) {
    lifecycle.enter();
    try {
      boolean nowhere = IdentityBlocks.include(cid);
      return mounts.stream()
          .map(mount -> nowhere ? Location.absent(mount.name()) : mount.locate(cid))
          .toList();
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return isIdentity(cid)
        ? Optional.of(IdentityBlocks.block(cid))
        : first("get", cid, mount -> mount.get(cid));
  }

  @Override
  public boolean has(Cid cid) {
    return isIdentity(cid)
        || first("look for", cid, m -> m.store().has(cid) ? Optional.of(m) : Optional.empty())
            .isPresent();
  }

  @Override
  public OptionalLong size(Cid cid) {
    if (isIdentity(cid)) {
      return OptionalLong.of(cid.multihash().digestSize());
    }
    return first(
            "get the size of",
            cid,
            m -> Optional.of(m.store().size(cid)).filter(OptionalLong::isPresent))
        .orElse(OptionalLong.empty());
  }

  private boolean isIdentity(Cid cid) {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
    return IdentityBlocks.include(cid);
  }

  /** Returns the first answer that a mount has, or the reason why it is not known that none has. */
  private <R> Optional<R> first(
      String verb, Cid cid, Function<NamedBlockstore, Optional<R>> question) {
    lifecycle.enter();
    try {
      RuntimeException failure = null;
      for (NamedBlockstore mount : mounts) {
        try {
          Optional<R> answer = question.apply(mount);
          if (answer.isPresent()) {
            logPassedOver(failure, mount);
            return answer;
          }
        } catch (RuntimeException e) {
          failure = joined(failure, mount.failure(verb + " " + cid, e));
        }
      }
      if (failure != null) {
        throw failure;
      }
      return Optional.empty();
    } finally {
      lifecycle.exit();
    }
  }

  private static RuntimeException joined(@Nullable RuntimeException first, RuntimeException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  private static void logPassedOver(@Nullable RuntimeException failure, NamedBlockstore answering) {
    if (failure instanceof CorruptDataException) {
      log.warn("{}; the mount '{}' had it", failure.getMessage(), answering.name());
    } else if (failure != null) {
      log.debug("{}; the mount '{}' answered", failure.getMessage(), answering.name());
    }
  }

  @Override
  public void put(Block block) {
    lifecycle.enter();
    try {
      writes.announce(List.of(block));
      if (belongsInCache(block)) {
        write(List.of(block), () -> "put " + block.cid(), () -> cache.store().put(block));
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    lifecycle.enter();
    try {
      writes.announce(blocks);
      List<Block> wanted = blocks.stream().filter(this::belongsInCache).toList();
      if (!wanted.isEmpty()) {
        write(wanted, () -> "put " + wanted.size() + " blocks", () -> cache.store().putAll(wanted));
      }
    } finally {
      lifecycle.exit();
    }
  }

  private void write(List<Block> blocks, Supplier<String> attempt, Runnable writing) {
    List<Multihash> multihashes = blocks.stream().map(block -> block.cid().multihash()).toList();
    writes.run(multihashes, () -> cache.run(attempt, writing));
  }

  /**
   * Tells an observer of all blocks that are put from now on, elided puts included, before anybody
   * looks for them; of those that are put past this store, by {@link #firstMount()} or otherwise,
   * nobody is told.
   *
   * @param observer the one that is told; there is room for one
   * @throws IllegalStateException if there is another
   */
  public void observePuts(PutObserver observer) {
    lifecycle.enter();
    try {
      writes.observe(observer);
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * Ends to tell an observer; where it is not told anyway, nothing happens.
   *
   * @param observer the one that was told
   */
  public void stopObservingPuts(PutObserver observer) {
    writes.stopObserving(observer);
  }

  private boolean belongsInCache(Block block) {
    Cid cid = block.cid();
    return !IdentityBlocks.include(cid)
        && (trusted.isEmpty()
            || cacheHas(cid)
            || trusted.stream().noneMatch(m -> surelyHas(m, cid)));
  }

  private boolean cacheHas(Cid cid) {
    try {
      return cache.store().has(cid);
    } catch (RuntimeException e) {
      throw cache.failure("look for " + cid, e);
    }
  }

  /** One that cannot say is taken not to have it: a second copy does no harm. */
  private static boolean surelyHas(NamedBlockstore mount, Cid cid) {
    try {
      return mount.store().has(cid);
    } catch (RuntimeException e) {
      log.debug("{}; it is put into the cache", mount.failure("look for " + cid, e).getMessage());
      return false;
    }
  }

  /** Writes the block to the cache, whatever the cache and the others hold. */
  @Override
  public void overwrite(Block block) {
    lifecycle.enter();
    try {
      writes.announce(List.of(block));
      if (!IdentityBlocks.include(block.cid())) {
        write(
            List.of(block), () -> "overwrite " + block.cid(), () -> cache.store().overwrite(block));
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    lifecycle.enter();
    try {
      List<Cid> held = cids.stream().filter(cid -> !IdentityBlocks.include(cid)).toList();
      if (!held.isEmpty()) {
        cache.run(() -> "delete " + held.size() + " blocks", () -> cache.store().deleteAll(held));
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void delete(Cid cid) {
    lifecycle.enter();
    try {
      if (!IdentityBlocks.include(cid)) {
        cache.run(() -> "delete " + cid, () -> cache.store().delete(cid));
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public CloseableIterator<Multihash> list() {
    lifecycle.enter();
    try {
      return new UnionListing(lifecycle, mounts, writes);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void sync() {
    lifecycle.enter();
    try {
      cache.run(() -> "sync", () -> cache.store().sync());
    } finally {
      lifecycle.exit();
    }
  }

  /** Closes every mount, whichever fail. */
  @Override
  public void close() {
    lifecycle.close(
        () ->
            Closing.all(
                mounts.stream()
                    .map(
                        m -> (AutoCloseable) () -> m.run(() -> "close the store", m.store()::close))
                    .toList()));
  }

  /** {@return the names of the mounts} */
  @Override
  public String toString() {
    return "blocks of " + mounts();
  }

  /** Collects the mounts of a {@link MultiBlockstore}. */
  public static final class Builder {

    private @Nullable NamedBlockstore cache;
    private final List<NamedBlockstore> aux = new ArrayList<>();

    private Builder() {}

    /**
     * Sets the store that is written to, and that is asked first.
     *
     * @param name its name
     * @param store the store, owned by what is built
     * @return this builder
     * @throws IllegalStateException if there is a cache already
     * @throws IllegalArgumentException if the name is blank or taken, or the store is there already
     */
    public Builder cache(String name, Blockstore store) {
      if (cache != null) {
        throw new IllegalStateException(
            "'%s' cannot be the cache: '%s' is, and there is one".formatted(name, cache.name()));
      }
      cache = checked(new NamedBlockstore(name, Role.CACHE, store));
      return this;
    }

    /**
     * Adds an {@linkplain Trust#UNTRUSTED untrusted} store that is only read, to be asked after
     * those added before.
     *
     * @param name its name
     * @param store the store, owned by what is built
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or taken, or the store is there already
     */
    public Builder aux(String name, Blockstore store) {
      return aux(name, store, Trust.UNTRUSTED);
    }

    /**
     * Adds a store that is only read, to be asked after those added before.
     *
     * @param name its name
     * @param store the store, owned by what is built
     * @param trust whether what it holds need not be written to the cache
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or taken, or the store is there already
     */
    public Builder aux(String name, Blockstore store, Trust trust) {
      Role role = trust == Trust.TRUSTED ? Role.TRUSTED_AUX : Role.UNTRUSTED_AUX;
      aux.add(checked(new NamedBlockstore(name, role, store)));
      return this;
    }

    /**
     * {@return the multi-blockstore of these mounts, which owns their stores: closing it closes
     * them}
     *
     * @throws IllegalStateException if no cache was given
     */
    public MultiBlockstore build() {
      if (cache == null) {
        throw new IllegalStateException(
            "a multi-blockstore needs a store to write to: name it with cache(name, store)");
      }
      List<NamedBlockstore> mounts = new ArrayList<>();
      mounts.add(cache);
      mounts.addAll(aux);
      return new MultiBlockstore(List.copyOf(mounts));
    }

    private NamedBlockstore checked(NamedBlockstore added) {
      if (added.name().isBlank()) {
        throw new IllegalArgumentException("a mount needs a name, not '" + added.name() + "'");
      }
      if (cache != null) {
        requireDistinct(added, cache);
      }
      aux.forEach(other -> requireDistinct(added, other));
      return added;
    }

    private static void requireDistinct(NamedBlockstore added, NamedBlockstore other) {
      if (added.name().equals(other.name())) {
        throw new IllegalArgumentException(
            "two mounts are named '" + added.name() + "'; give each a name of its own");
      }
      if (added.holdsTheVeryBlocksOf(other)) {
        throw new IllegalArgumentException(
            "the mounts '%s' and '%s' are one store, %s; each needs its own"
                .formatted(other.name(), added.name(), added.store()));
      }
    }
  }
}
