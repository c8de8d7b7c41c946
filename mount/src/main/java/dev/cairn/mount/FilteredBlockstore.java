package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers for most absent blocks without the store below, by a Bloom filter of those that it holds:
 * {@link #has}, {@link #size}, reads and deletes of a block that the filter denies. What the filter
 * affirms is looked for below; at the rate that was asked for, in vain.
 *
 * <p><b>Never a wrong denial.</b> The filter answers only once a listing of the store is complete;
 * until then, and where the listing fails, every call is passed on. Blocks are told to the filter
 * before they are written. Deleted ones stay in it until it is {@linkplain #rebuild built anew};
 * the old one answers meanwhile, and both are told of what is written. Where more blocks come than
 * the filter was made for, it is built anew, twice as large, by itself.
 *
 * <p><b>Building</b> is done by the executor that was given, one listing at a time.
 *
 * <p><b>One filter a store.</b> Everything that writes blocks to the store below has to do so
 * through this one, or to tell it: by {@link #invalidate}, {@link #invalidateAll}, or a number that
 * {@link Builder#epoch changes} with each such write. So filters belong around the mounts of a
 * {@link MultiBlockstore}, each around one, and not around the whole.
 *
 * <p><b>Saved</b> in a {@linkplain Builder#file file}, a filter is there at the next start without
 * a listing. The file exists only while nothing was written since: it is deleted durably before the
 * first block is written, and written when this store is closed. After a crash there is none, and a
 * damaged one is not used; then the filter is built again. The rule of one filter a store holds
 * between two starts as well.
 *
 * <p>Memory: for a rate of 1 in 100, 1.3 bytes a block; of 1 in 1000, 2.0; of 1 in 10000, 2.8.
 */
public final class FilteredBlockstore extends ForwardingBlockstore implements Invalidation {

  private final Lifecycle lifecycle;
  private final FilterBuilding filters;
  private final @Nullable SavedFilter saved;
  private final LongAdder denied = new LongAdder();
  private final LongAdder affirmedInVain = new LongAdder();

  private FilteredBlockstore(Builder builder) {
    super(builder.delegate);
    this.lifecycle = new Lifecycle("the filter of " + builder.delegate);
    this.saved = builder.file == null ? null : new SavedFilter(builder.file);
    this.filters =
        new FilterBuilding(
            builder.delegate::list,
            builder.expectedBlocks,
            builder.falsePositiveRate,
            builder.epoch,
            builder.executor,
            lifecycle);
    if (saved == null || !filters.resume(saved)) {
      filters.start();
    }
  }

  /**
   * {@return a builder that starts from the defaults}
   *
   * @param delegate the store below, which what is built owns
   * @param executor builds filters; it should have a thread for that, since a listing may take long
   */
  public static Builder builder(Blockstore delegate, Executor executor) {
    return new Builder(delegate, executor);
  }

  /** Returns whether the store need not be asked, since it has no such block. */
  private boolean isDenied(Cid cid) {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
    BlockFilter live = filters.phase().live();
    Multihash multihash = cid.multihash();
    if (live == null || multihash.isIdentity() || live.mightContain(multihash)) {
      return false;
    }
    denied.increment();
    return true;
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return isDenied(cid) ? Optional.empty() : counted(super.get(cid));
  }

  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    return isDenied(cid) ? Optional.empty() : counted(super.view(cid, reader));
  }

  private <R> Optional<R> counted(Optional<R> found) {
    if (found.isEmpty()) {
      affirmedInVain.increment();
    }
    return found;
  }

  @Override
  public boolean has(Cid cid) {
    if (isDenied(cid)) {
      return false;
    }
    boolean held = super.has(cid);
    if (!held) {
      affirmedInVain.increment();
    }
    return held;
  }

  @Override
  public OptionalLong size(Cid cid) {
    if (isDenied(cid)) {
      return OptionalLong.empty();
    }
    OptionalLong size = super.size(cid);
    if (size.isEmpty()) {
      affirmedInVain.increment();
    }
    return size;
  }

  @Override
  public void put(Block block) {
    write(List.of(block.cid()), () -> super.put(block));
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    write(blocks.stream().map(Block::cid).toList(), () -> super.putAll(blocks));
  }

  @Override
  public void overwrite(Block block) {
    write(List.of(block.cid()), () -> super.overwrite(block));
  }

  /** Tells the filters of what is to be written, and then writes it. */
  private void write(List<Cid> cids, Runnable writing) {
    lifecycle.enter();
    try {
      if (saved != null) {
        saved.remove();
      }
      FilterPhase phase = filters.beginWrite();
      try {
        cids.forEach(cid -> phase.add(cid.multihash()));
        writing.run();
      } finally {
        phase.endWrite();
      }
      filters.growIfSaturated();
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void delete(Cid cid) {
    if (!isDenied(cid)) {
      super.delete(cid);
    }
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    List<Cid> perhapsHeld = cids.stream().filter(cid -> !isDenied(cid)).toList();
    if (!perhapsHeld.isEmpty()) {
      super.deleteAll(perhapsHeld);
    }
  }

  /**
   * {@return what becomes of the first filter: complete once it answers, or failed where its
   * listing did; then {@link #rebuild} tries again} What depends on it runs in the executor's
   * thread.
   */
  public CompletionStage<Void> ready() {
    return filters.first();
  }

  /**
   * Builds the filter anew, without the blocks that have been deleted, and larger where there are
   * more than it was made for. The old one, if it answers, does so until then, and for ever where
   * this fails.
   *
   * @param token stops it; one that is cancelled already changes nothing
   * @return what becomes of it: complete once the new filter answers; what depends on it runs in
   *     the executor's thread
   */
  public CompletionStage<Void> rebuild(CancellationToken token) {
    lifecycle.enter();
    try {
      return filters.rebuild(token);
    } finally {
      lifecycle.exit();
    }
  }

  /** {@return whether a filter answers} If not, every call is passed on. */
  public boolean isActive() {
    return filters.phase().live() != null;
  }

  /** {@return how the filter does; looks at each of its bits} */
  public Statistics statistics() {
    BlockFilter live = filters.phase().live();
    return live == null
        ? new Statistics(denied.sum(), affirmedInVain.sum(), 0, 0, 0, 1)
        : new Statistics(
            denied.sum(),
            affirmedInVain.sum(),
            live.added(),
            live.shape().capacity(),
            live.shape().bytes(),
            live.falsePositiveRate());
  }

  /** {@inheritDoc} The filter takes these blocks for held from now on. */
  @Override
  public void invalidate(Collection<Cid> cids) {
    write(
        List.copyOf(cids),
        () -> delegate().capability(Invalidation.class).ifPresent(b -> b.invalidate(cids)));
  }

  /** {@inheritDoc} Every call is passed on until a new filter is built, which begins now. */
  @Override
  public void invalidateAll() {
    write(
        List.of(),
        () -> delegate().capability(Invalidation.class).ifPresent(Invalidation::invalidateAll));
    filters.distrust();
  }

  /** Saves the filter, if it is to be and answers, and closes the store below. */
  @Override
  public void close() {
    lifecycle.close(() -> Closing.all(List.of(this::save, super::close)));
  }

  private void save() {
    FilterPhase phase = filters.phase();
    BlockFilter live = phase.live();
    if (saved != null && live != null) {
      saved.save(live, phase.epoch());
    }
  }

  /**
   * What a filter has done, and how full it is.
   *
   * @param denied the calls that it answered
   * @param affirmedInVain the reads that it passed on for nothing
   * @param blocks how many different blocks it was told of; 0 where none answers
   * @param capacity for how many it was made
   * @param bytes its memory
   * @param falsePositiveRate the rate at which it affirms absent blocks now; 1 where none answers
   */
  public record Statistics(
      long denied,
      long affirmedInVain,
      long blocks,
      long capacity,
      long bytes,
      double falsePositiveRate) {}

  /** Collects what a filter is made of; for one thread. */
  public static final class Builder {

    private final Blockstore delegate;
    private final Executor executor;
    private long expectedBlocks = 1_000_000;
    private double falsePositiveRate = 0.001;
    private LongSupplier epoch = () -> 0;
    private @Nullable Path file;

    private Builder(Blockstore delegate, Executor executor) {
      this.delegate = delegate;
      this.executor = executor;
    }

    /**
     * Sets for how many blocks the first filter is made, a million if not said. It is listed again
     * for a larger one where that is too few.
     *
     * @param blocks positive
     * @return this builder
     * @throws IllegalArgumentException if the number is not positive
     */
    public Builder expectedBlocks(long blocks) {
      if (blocks <= 0) {
        throw new IllegalArgumentException("a filter for " + blocks + " blocks holds none");
      }
      this.expectedBlocks = blocks;
      return this;
    }

    /**
     * Sets how many absent blocks are looked for in vain, 1 in 1000 if not said.
     *
     * @param rate of all absent ones, from 0.000001 to 0.5
     * @return this builder
     * @throws IllegalArgumentException if the rate is beyond that
     */
    public Builder falsePositiveRate(double rate) {
      if (!(rate >= 1e-6 && rate <= 0.5)) {
        throw new IllegalArgumentException(
            "a rate of false positives lies between 0.000001 and 0.5, unlike " + rate);
      }
      this.falsePositiveRate = rate;
      return this;
    }

    /**
     * Saves the filter in a file.
     *
     * @param file this filter's own; its directory exists. Whoever writes to the store without this
     *     filter has to delete the file first, unless the {@linkplain #epoch epoch} tells of it
     * @return this builder
     */
    public Builder file(Path file) {
      this.file = file;
      return this;
    }

    /**
     * Sets how others tell that they wrote to the store below.
     *
     * @param epoch a number that is another after each such write than before; asked once a call,
     *     so it has to be quick. For a filter in a file it has to last as long as the store
     * @return this builder
     */
    public Builder epoch(LongSupplier epoch) {
      this.epoch = epoch;
      return this;
    }

    /**
     * {@return the store with its filter, which owns the store below; the filter that was saved
     * answers at once, and otherwise the executor begins to build one}
     */
    public FilteredBlockstore build() {
      return new FilteredBlockstore(this);
    }
  }
}
