package dev.cairn.leveldb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.StorageEngine;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a range in descending order by steps that go forward alone.
 *
 * <p>The range is cut into parts, of which the last is read next, forward and whole, if it fits
 * into a window of a MiB. If not, it is cut: where the window was full, and halfway between that
 * key and its end. So the last window is found after a few looks, about one for each time that the
 * range can be halved; every entry is read twice at most, in all but odd cases; and what is held is
 * one window (or one entry that is larger) and the starts of a few dozen parts, however many
 * entries there are.
 */
final class WindowedCursor implements StorageEngine.Cursor {

  static final long WINDOW = 1 << 20;

  /** What an entry takes in memory besides its bytes, about. */
  private static final long OVERHEAD = 100;

  /** As many bytes more of two keys are looked at, until there is something between them. */
  private static final int PRECISION = 8;

  /** After so many looks at halves without an entry, the other half is read, or cut where full. */
  private static final int MAX_LOOKS = 16;

  private final ForwardSteps steps;
  private final Projection projection;

  /** Where the parts begin that are still to be read, the last one first: each ends at the next. */
  private final Deque<byte[]> starts = new ArrayDeque<>();

  /** What is still to be returned of the current window, the greatest key first. */
  private final Deque<Entry> window = new ArrayDeque<>();

  /** Where the last part ends. */
  private byte @Nullable [] end;

  /** How many of the last looks at halves have found nothing. */
  private int looks;

  WindowedCursor(ForwardSteps steps, KeyRange range, Projection projection) {
    this.steps = steps;
    this.projection = projection;
    this.end = range.upper();
    starts.push(range.lower());
  }

  @Override
  public @Nullable Entry advance() {
    while (window.isEmpty() && !starts.isEmpty()) {
      readLastPart(starts.pop());
    }
    return window.poll();
  }

  /** Reads the part that begins at {@code start} into the window, or cuts it. */
  private void readLastPart(byte[] start) {
    steps.seek(start);
    long held = 0;
    for (Entry entry = next(); entry != null; entry = next()) {
      held += bytesOf(entry);
      if (held > WINDOW && !window.isEmpty()) {
        window.clear();
        cut(start, entry.key().bytesWithoutCopy());
        return;
      }
      window.push(entry);
    }
    end = start;
    looks = window.isEmpty() ? looks + 1 : 0;
    if (looks > 0 && looks <= MAX_LOOKS && !starts.isEmpty()) {
      halve(starts.element());
    }
  }

  private @Nullable Entry next() {
    return ForwardCursor.next(steps, end, projection);
  }

  /** Cuts the last part at {@code full}, where it no longer fits, and halfway from there. */
  private void cut(byte[] start, byte[] full) {
    starts.push(start);
    starts.push(full);
    looks = 0;
    halve(full);
  }

  /** Cuts the last part, which begins at {@code start}, halfway. */
  private void halve(byte[] start) {
    byte[] middle = end == null ? null : middle(start, end);
    if (middle != null) {
      starts.push(middle);
    }
  }

  /** Returns a key halfway between two, or {@code null} where none is between them. */
  private static byte @Nullable [] middle(byte[] low, byte[] high) {
    int common = Math.max(0, Arrays.mismatch(low, high));
    int longest = Math.max(low.length, high.length);
    for (int length = common + PRECISION; ; length += PRECISION) {
      BigInteger from = number(low, common, length);
      BigInteger middle = from.add(number(high, common, length)).shiftRight(1);
      if (middle.compareTo(from) > 0) {
        return key(low, common, middle, length);
      }
      if (length >= longest) {
        return null;
      }
    }
  }

  /** Returns bytes of a key as a number; behind its end there are zeros. */
  private static BigInteger number(byte[] key, int from, int to) {
    byte[] digits = new byte[to - from];
    System.arraycopy(key, from, digits, 0, Math.min(key.length, to) - from);
    return new BigInteger(1, digits);
  }

  private static byte[] key(byte[] prefix, int common, BigInteger rest, int length) {
    byte[] key = Arrays.copyOf(prefix, length);
    byte[] digits = rest.toByteArray(); // with a sign, or without leading zeros
    for (int i = 1; i <= length - common; i++) {
      key[length - i] = i <= digits.length ? digits[digits.length - i] : 0;
    }
    return key;
  }

  /** {@return how many starts of parts are held} */
  int parts() {
    return starts.size();
  }

  private static long bytesOf(Entry entry) {
    return OVERHEAD + entry.key().length() + (entry.hasValue() ? entry.value().length : 0);
  }

  @Override
  public void close() {
    steps.close();
  }
}
