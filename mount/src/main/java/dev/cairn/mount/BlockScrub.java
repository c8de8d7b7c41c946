package dev.cairn.mount;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.multiformats.Multihash;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A round through the copies of one mount of a {@link MultiBlockstore}, as it is to be made: by
 * default through all of the mount, at full speed, changing nothing. Immutable.
 *
 * <pre>{@code
 * ScrubReport report = blocks.upkeep().scrub(
 *     BlockScrub.of("cache").repairing().pace(Pace.bytesPerSecond(10 << 20)).cancelledBy(stop));
 * }</pre>
 */
public final class BlockScrub {

  private final String mount;
  private final Healing healing;
  private final @Nullable Multihash after;
  private final long limit;
  private final Pace pace;
  private final CancellationToken cancellation;
  private final Consumer<ScrubFinding> findings;

  private BlockScrub(
      String mount,
      Healing healing,
      @Nullable Multihash after,
      long limit,
      Pace pace,
      CancellationToken cancellation,
      Consumer<ScrubFinding> findings) {
    this.mount = mount;
    this.healing = healing;
    this.after = after;
    this.limit = limit;
    this.pace = pace;
    this.cancellation = cancellation;
    this.findings = findings;
  }

  /**
   * {@return a round through all copies of a mount}
   *
   * @param mount its name
   */
  public static BlockScrub of(String mount) {
    return new BlockScrub(
        mount,
        Healing.NEVER,
        null,
        Long.MAX_VALUE,
        Pace.unlimited(),
        CancellationToken.never(),
        finding -> {});
  }

  /**
   * {@return this round, replacing bad copies by good ones of other mounts; for the cache alone}
   */
  public BlockScrub repairing() {
    return new BlockScrub(mount, Healing.ON_READ, after, limit, pace, cancellation, findings);
  }

  /**
   * {@return the rest of this round}
   *
   * @param last the last that was looked at, {@link ScrubReport#last()} of the round so far
   */
  public BlockScrub after(Multihash last) {
    return new BlockScrub(mount, healing, last, limit, pace, cancellation, findings);
  }

  /**
   * {@return this round, ended after some blocks}
   *
   * @param blocks how many at most
   */
  public BlockScrub atMost(long blocks) {
    return new BlockScrub(mount, healing, after, blocks, pace, cancellation, findings);
  }

  /**
   * {@return this round at another pace}
   *
   * @param newPace waits after each block
   */
  public BlockScrub pace(Pace newPace) {
    return new BlockScrub(mount, healing, after, limit, newPace, cancellation, findings);
  }

  /**
   * {@return this round, ended between two blocks as soon as it is cancelled}
   *
   * @param token tells whether it is
   */
  public BlockScrub cancelledBy(CancellationToken token) {
    return new BlockScrub(mount, healing, after, limit, pace, token, findings);
  }

  /**
   * {@return this round, telling of each bad copy as it is met}
   *
   * @param listener is told, in the thread of the round
   */
  public BlockScrub tellingOf(Consumer<ScrubFinding> listener) {
    return new BlockScrub(mount, healing, after, limit, pace, cancellation, listener);
  }

  String mount() {
    return mount;
  }

  boolean repairs() {
    return healing == Healing.ON_READ;
  }

  Optional<Multihash> after() {
    return Optional.ofNullable(after);
  }

  long limit() {
    return limit;
  }

  Pace pace() {
    return pace;
  }

  CancellationToken cancellation() {
    return cancellation;
  }

  Consumer<ScrubFinding> findings() {
    return findings;
  }
}
