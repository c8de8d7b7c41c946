package dev.cairn.datastore.wrapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How much a {@link QuotaDatastore} may hold: an immutable value; each method returns an altered
 * copy.
 *
 * <pre>{@code
 * Quota.unlimited().withMaxBytes(10_000_000_000L).withReserve(directory, 1_000_000_000L)
 * }</pre>
 */
public final class Quota {

  private static final Quota UNLIMITED =
      new Quota(Long.MAX_VALUE, Long.MAX_VALUE, Optional.empty(), List.of());

  private final long maxBytes;
  private final long maxEntries;
  private final Optional<Reserve> reserve;
  private final List<Watermark> watermarks;

  private Quota(
      long maxBytes, long maxEntries, Optional<Reserve> reserve, List<Watermark> watermarks) {
    this.maxBytes = atLeastZero(maxBytes, "bytes");
    this.maxEntries = atLeastZero(maxEntries, "entries");
    this.reserve = reserve;
    this.watermarks = watermarks;
  }

  private static long atLeastZero(long limit, String what) {
    if (limit < 0) {
      throw new IllegalArgumentException(
          "a limit of %s is at least 0, not %d".formatted(what, limit));
    }
    return limit;
  }

  /** {@return the quota that refuses nothing} */
  public static Quota unlimited() {
    return UNLIMITED;
  }

  /**
   * {@return this quota with a limit of the bytes of all keys and values together}
   *
   * @param limit at least 0
   */
  public Quota withMaxBytes(long limit) {
    return new Quota(limit, maxEntries, reserve, watermarks);
  }

  /**
   * {@return this quota with a limit of the number of entries}
   *
   * @param limit at least 0
   */
  public Quota withMaxEntries(long limit) {
    return new Quota(maxBytes, limit, reserve, watermarks);
  }

  /**
   * {@return this quota with a reserve: whatever the limits, no value is written that would leave
   * less free on the disk}
   *
   * @param path where the store lies
   * @param bytes what has to stay free, at least 0
   */
  public Quota withReserve(Path path, long bytes) {
    return withReserve(path, bytes, where -> Files.getFileStore(where).getUsableSpace());
  }

  /**
   * {@return this quota with a reserve, the free space being told by a probe}
   *
   * @param path where the store lies
   * @param bytes what has to stay free, at least 0
   * @param probe asked before each write of a value
   */
  public Quota withReserve(Path path, long bytes, DiskProbe probe) {
    var wanted = new Reserve(path, atLeastZero(bytes, "reserved bytes"), probe);
    return new Quota(maxBytes, maxEntries, Optional.of(wanted), watermarks);
  }

  /**
   * {@return this quota with a watermark, besides those that it has}
   *
   * @param part of the limit of bytes or of entries, above 0 and at most 1
   * @param listener told each time as the part is reached from below, by the thread whose write
   *     reached it, behind that write; must not throw
   */
  public Quota withWatermark(double part, Consumer<Usage> listener) {
    if (!(part > 0 && part <= 1)) {
      throw new IllegalArgumentException(
          "a watermark is a part above 0 and at most 1 of the limits, not " + part);
    }
    List<Watermark> more = new ArrayList<>(watermarks);
    more.add(new Watermark(part, listener));
    return new Quota(maxBytes, maxEntries, reserve, List.copyOf(more));
  }

  /** {@return how many bytes all keys and values may have together} */
  public long maxBytes() {
    return maxBytes;
  }

  /** {@return how many entries there may be} */
  public long maxEntries() {
    return maxEntries;
  }

  Optional<Reserve> reserve() {
    return reserve;
  }

  List<Watermark> watermarks() {
    return watermarks;
  }

  /** Tells how much room a disk has. */
  @FunctionalInterface
  public interface DiskProbe {

    /**
     * {@return the bytes that can still be written to the disk of {@code path}}
     *
     * @param path where the store lies
     * @throws IOException if that cannot be told
     */
    long usableBytes(Path path) throws IOException;
  }

  /** What has to stay free on a disk. */
  record Reserve(Path path, long bytes, DiskProbe probe) {

    /** Returns how many bytes may be written; negative where the reserve is broken into. */
    long usableBytes() {
      try {
        return probe.usableBytes(path) - bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A part of the limits of which somebody wants to know that it is reached. */
  record Watermark(double part, Consumer<Usage> listener) {}
}
