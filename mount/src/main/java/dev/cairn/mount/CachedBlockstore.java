package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which blocks the store below holds, which it does not, and their sizes; never their
 * bytes. What is known is answered without the store: {@link #has}, {@link #size}, reads of absent
 * blocks, deletes of absent ones and, unless {@link Builder#writeThrough() told otherwise}, puts of
 * those that are held.
 *
 * <p><b>Nothing is lost</b> by threads that put and delete one block at once: a write is known from
 * its beginning, and nothing is remembered of a block beside it. A failed write leaves the block
 * unknown, of several blocks each. A corrupt copy counts as held, as it does below: {@link
 * #overwrite} always writes.
 *
 * <p><b>One cache a store.</b> Everything that writes to the store below has to write through this
 * one, or to tell it: by {@link #invalidate}, {@link #invalidateAll}, or a number that {@link
 * Builder#epoch changes} with each such write. So caches belong around the mounts of a {@link
 * MultiBlockstore}, each around one, and not around the whole, whose aux stores change by
 * themselves.
 *
 * <p><b>Memory.</b> About 180 bytes an entry for CIDs of sha2-256, that of the CID included, and 40
 * more where the size is known; with the default of 65536 entries, up to 15 MB. Identity CIDs are
 * passed on and not remembered.
 */
public final class CachedBlockstore extends ForwardingBlockstore implements Invalidation {

  /** The most blocks that something is remembered of, unless another number is set: Kubo's. */
  public static final int DEFAULT_MAX_ENTRIES = 64 * 1024;

  private final Lifecycle lifecycle;
  private final KnownBlocks known;
  private final boolean elides;
  private final LongAdder answered = new LongAdder();
  private final LongAdder asked = new LongAdder();
  private final LongAdder elided = new LongAdder();

  private CachedBlockstore(Builder builder) {
    super(builder.delegate);
    this.lifecycle = new Lifecycle("the cache of " + builder.delegate);
    this.known = new KnownBlocks(builder.maxEntries, builder.epoch);
    this.elides = builder.elides;
  }

  /**
   * {@return a cache with the defaults}
   *
   * @param delegate the store below, which the cache owns
   */
  public static CachedBlockstore on(Blockstore delegate) {
    return builder(delegate).build();
  }

  /**
   * {@return a builder that starts from the defaults}
   *
   * @param delegate the store below, which what is built owns
   */
  public static Builder builder(Blockstore delegate) {
    return new Builder(delegate);
  }

  /** Returns what is known, or {@code null} where the store has to be asked. */
  private @Nullable Knowledge recall(Cid cid) {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
    return cid.multihash().isIdentity() ? null : known.of(cid.multihash());
  }

  @Override
  public Optional<Block> get(Cid cid) {
    Knowledge knowledge = recall(cid);
    if (knowledge != null && !knowledge.isHeld()) {
      answered.increment();
      return Optional.empty();
    }
    if (knowledge != null && knowledge.isComplete()) {
      return expected(cid, super.get(cid));
    }
    return ask(cid, super::get, Knowledge::ofBlock);
  }

  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    Knowledge knowledge = recall(cid);
    if (knowledge != null && !knowledge.isHeld()) {
      answered.increment();
      return Optional.empty();
    }
    if (knowledge != null && knowledge.isComplete()) {
      return expected(cid, super.view(cid, reader));
    }
    return ask(cid, reader);
  }

  /** A reader that fails has nevertheless seen how large the block is. */
  private <R> Optional<R> ask(Cid cid, Function<ByteBuffer, R> reader) {
    if (cid.multihash().isIdentity()) {
      return super.view(cid, reader);
    }
    asked.increment();
    KnownBlocks.Call call = known.beginRead(cid.multihash());
    SizeSeen<R> seen = new SizeSeen<>(reader);
    Knowledge learned = null;
    try {
      Optional<R> answer = super.view(cid, seen);
      learned = Knowledge.ABSENT;
      return answer;
    } finally {
      call.end(seen.shown != null ? seen.shown : learned);
    }
  }

  /** A reader that keeps in mind how many bytes it was shown. */
  private static final class SizeSeen<R> implements Function<ByteBuffer, R> {
    private final Function<ByteBuffer, R> reader;
    private @Nullable Knowledge shown;

    SizeSeen(Function<ByteBuffer, R> reader) {
      this.reader = reader;
    }

    @Override
    public R apply(ByteBuffer bytes) {
      shown = Knowledge.ofBytes(bytes.remaining());
      return reader.apply(bytes);
    }
  }

  /** Others may have deleted what is known to be held; then the block is unknown again. */
  private <R> Optional<R> expected(Cid cid, Optional<R> found) {
    asked.increment();
    if (found.isEmpty()) {
      known.forget(cid.multihash());
    }
    return found;
  }

  @Override
  public boolean has(Cid cid) {
    Knowledge knowledge = recall(cid);
    if (knowledge != null) {
      answered.increment();
      return knowledge.isHeld();
    }
    return ask(cid, super::has, Knowledge::ofHas);
  }

  @Override
  public OptionalLong size(Cid cid) {
    Knowledge knowledge = recall(cid);
    if (knowledge != null && knowledge.isComplete()) {
      answered.increment();
      return knowledge.size();
    }
    return ask(cid, super::size, Knowledge::ofSize);
  }

  private <A> A ask(Cid cid, Function<Cid, A> question, Function<A, Knowledge> lesson) {
    if (cid.multihash().isIdentity()) {
      return question.apply(cid);
    }
    asked.increment();
    KnownBlocks.Call call = known.beginRead(cid.multihash());
    Knowledge learned = null;
    try {
      A answer = question.apply(cid);
      learned = lesson.apply(answer);
      return answer;
    } finally {
      call.end(learned);
    }
  }

  @Override
  public void put(Block block) {
    if (isElided(block)) {
      elided.increment();
      return;
    }
    write(block.cid(), () -> super.put(block), Knowledge.ofBytes(block.size()));
  }

  @Override
  public void overwrite(Block block) {
    recall(block.cid());
    write(block.cid(), () -> super.overwrite(block), Knowledge.ofBytes(block.size()));
  }

  @Override
  public void delete(Cid cid) {
    Knowledge knowledge = recall(cid);
    if (knowledge != null && !knowledge.isHeld()) {
      answered.increment();
      return;
    }
    write(cid, () -> super.delete(cid), Knowledge.ABSENT);
  }

  private boolean isElided(Block block) {
    Knowledge knowledge = recall(block.cid());
    return elides && knowledge != null && knowledge.isHeld();
  }

  private void write(Cid cid, Runnable writing, Knowledge outcome) {
    if (cid.multihash().isIdentity()) {
      writing.run();
      return;
    }
    KnownBlocks.Call call = known.beginWrite(cid.multihash());
    Knowledge learned = null;
    try {
      writing.run();
      learned = outcome;
    } finally {
      call.end(learned);
    }
  }

  /**
   * {@inheritDoc} What is known to be held is not passed on, and what is there twice is passed on
   * once.
   */
  @Override
  public void putAll(Collection<Block> blocks) {
    Map<Multihash, Block> wanted = new LinkedHashMap<>();
    for (Block block : blocks) {
      if (!isElided(block)) {
        wanted.putIfAbsent(block.cid().multihash(), block);
      }
    }
    elided.add(blocks.size() - wanted.size());
    if (!wanted.isEmpty()) {
      List<Block> list = List.copyOf(wanted.values());
      Map<Multihash, Knowledge> outcomes = new LinkedHashMap<>();
      wanted.forEach(
          (multihash, block) -> outcomes.put(multihash, Knowledge.ofBytes(block.size())));
      writeAll(outcomes, () -> super.putAll(list));
    }
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    Map<Multihash, Cid> wanted = new LinkedHashMap<>();
    for (Cid cid : cids) {
      Knowledge knowledge = recall(cid);
      if (knowledge == null || knowledge.isHeld()) {
        wanted.putIfAbsent(cid.multihash(), cid);
      }
    }
    if (!wanted.isEmpty()) {
      List<Cid> list = List.copyOf(wanted.values());
      Map<Multihash, Knowledge> outcomes = new LinkedHashMap<>();
      wanted.keySet().forEach(multihash -> outcomes.put(multihash, Knowledge.ABSENT));
      writeAll(outcomes, () -> super.deleteAll(list));
    }
  }

  private void writeAll(Map<Multihash, Knowledge> outcomes, Runnable writing) {
    outcomes.keySet().removeIf(Multihash::isIdentity);
    List<KnownBlocks.Call> calls = known.beginWrites(outcomes.keySet());
    boolean done = false;
    try {
      writing.run();
      done = true;
    } finally {
      Iterator<Knowledge> learned = outcomes.values().iterator();
      for (KnownBlocks.Call call : calls) {
        Knowledge outcome = learned.next();
        call.end(done ? outcome : null);
      }
    }
  }

  /** {@inheritDoc} The store below is told first, so that nothing stale is learned from it. */
  @Override
  public void invalidate(Collection<Cid> cids) {
    delegate().capability(Invalidation.class).ifPresent(below -> below.invalidate(cids));
    cids.forEach(cid -> known.forget(cid.multihash()));
  }

  /** {@inheritDoc} The store below is told first, so that nothing stale is learned from it. */
  @Override
  public void invalidateAll() {
    delegate().capability(Invalidation.class).ifPresent(Invalidation::invalidateAll);
    known.forgetAll();
  }

  /** {@return what the cache has done so far} */
  public Statistics statistics() {
    return new Statistics(answered.sum(), asked.sum(), elided.sum(), known.entries());
  }

  @Override
  public void close() {
    lifecycle.close(super::close);
  }

  /**
   * What a cache has done since it was made.
   *
   * @param answered the reads and deletes that it answered by itself
   * @param asked the reads that the store below was asked for
   * @param elidedPuts the blocks that were not written since they are held, or came twice
   * @param entries of how many blocks something is remembered now
   */
  public record Statistics(long answered, long asked, long elidedPuts, long entries) {}

  /** Collects what a cache is made of; for one thread. */
  public static final class Builder {

    private final Blockstore delegate;
    private int maxEntries = DEFAULT_MAX_ENTRIES;
    private boolean elides = true;
    private LongSupplier epoch = () -> 0;

    private Builder(Blockstore delegate) {
      this.delegate = delegate;
    }

    /**
     * Sets of how many blocks something is remembered.
     *
     * @param entries positive
     * @return this builder
     * @throws IllegalArgumentException if the number is not positive
     */
    public Builder maxEntries(int entries) {
      if (entries <= 0) {
        throw new IllegalArgumentException("a cache of " + entries + " entries remembers nothing");
      }
      this.maxEntries = entries;
      return this;
    }

    /**
     * Passes on the puts of blocks that are known to be held, for a store that wants to see each
     * put.
     *
     * @return this builder
     */
    public Builder writeThrough() {
      this.elides = false;
      return this;
    }

    /**
     * Sets how others tell that they changed the store below.
     *
     * @param epoch a number that is another after each such change than before; asked once or twice
     *     a call, so it has to be quick
     * @return this builder
     */
    public Builder epoch(LongSupplier epoch) {
      this.epoch = epoch;
      return this;
    }

    /** {@return the cache, which owns the store below} */
    public CachedBlockstore build() {
      return new CachedBlockstore(this);
    }
  }
}
