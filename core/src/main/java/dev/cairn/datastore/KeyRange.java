package dev.cairn.datastore;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A range of keys in byte order: from a lower bound, inclusive, to an upper bound, exclusive, which
 * may be open. What an engine needs to know of a query's prefix, range and start.
 */
public final class KeyRange {

  /** Every key there can be. */
  public static final KeyRange ALL = below(Key.ROOT);

  private final byte[] lower;
  private final byte @Nullable [] upper;

  private KeyRange(byte[] lower, byte @Nullable [] upper) {
    this.lower = lower;
    this.upper = upper;
  }

  /**
   * {@return the range of all keys strictly below {@code prefix}; for the root, of all keys, the
   * root included}
   *
   * @param prefix any key
   */
  public static KeyRange below(Key prefix) {
    if (prefix.isRoot()) {
      return new KeyRange(new byte[] {'/'}, new byte[] {'/' + 1});
    }
    byte[] lower = Arrays.copyOf(prefix.bytesWithoutCopy(), prefix.length() + 1);
    byte[] upper = lower.clone();
    lower[prefix.length()] = '/';
    upper[prefix.length()] = '/' + 1;
    return new KeyRange(lower, upper);
  }

  /**
   * {@return the range of all keys that begin with these bytes, regardless of component borders:
   * {@code /ab} begins with {@code /a}}
   *
   * @param prefix bytes that begin with a slash, as every key does, or none at all; not kept
   * @throws IllegalArgumentException if they begin with anything else
   */
  public static KeyRange startingWith(byte[] prefix) {
    if (prefix.length == 0) {
      return ALL;
    }
    byte[] lower = Key.ofStored(prefix).bytesWithoutCopy();
    int last = lower.length - 1;
    while (lower[last] == (byte) 0xFF) {
      last--; // not beyond the slash
    }
    byte[] upper = Arrays.copyOf(lower, last + 1);
    upper[last]++;
    return new KeyRange(lower, upper);
  }

  /**
   * {@return the part of this range at or after {@code key}}
   *
   * @param key the least that stays
   */
  public KeyRange from(Key key) {
    return raisedTo(key.bytesWithoutCopy());
  }

  /**
   * {@return the part of this range strictly after {@code key}}
   *
   * @param key the greatest that goes
   */
  public KeyRange after(Key key) {
    return raisedTo(justAfter(key));
  }

  /**
   * {@return the part of this range strictly before {@code key}}
   *
   * @param key the least that goes
   */
  public KeyRange before(Key key) {
    return loweredTo(key.bytesWithoutCopy());
  }

  /**
   * {@return the part of this range at or before {@code key}}
   *
   * @param key the greatest that stays
   */
  public KeyRange through(Key key) {
    return loweredTo(justAfter(key));
  }

  /** {@return the least bytes that are greater than {@code key}} */
  private static byte[] justAfter(Key key) {
    return Arrays.copyOf(key.bytesWithoutCopy(), key.length() + 1);
  }

  /**
   * {@return this range as it lies below {@code prefix}: of the keys that {@link Key#child(Key)} of
   * the prefix makes of this range's keys, the root apart, whose place is the prefix itself}
   *
   * @param prefix not the root
   */
  public KeyRange movedBelow(Key prefix) {
    KeyRange all = below(prefix);
    byte[] front = prefix.bytesWithoutCopy();
    KeyRange moved = all.raisedTo(Key.concat(front, lower));
    return upper == null ? moved : moved.loweredTo(Key.concat(front, upper));
  }

  /**
   * {@return the keys that lie in this range and in {@code other}}
   *
   * @param other any range
   */
  public KeyRange intersection(KeyRange other) {
    KeyRange raised = raisedTo(other.lower);
    return other.upper == null ? raised : raised.loweredTo(other.upper);
  }

  private KeyRange loweredTo(byte[] bound) {
    return upper != null && Arrays.compareUnsigned(upper, bound) <= 0
        ? this
        : new KeyRange(lower, bound);
  }

  private KeyRange raisedTo(byte[] bound) {
    return Arrays.compareUnsigned(bound, lower) <= 0 ? this : new KeyRange(bound, upper);
  }

  /**
   * {@return the lower bound, inclusive; the array is this range's own and must not be written to}
   */
  public byte[] lower() {
    return lower;
  }

  /**
   * {@return the upper bound, exclusive, or {@code null} where there is none; the array is this
   * range's own and must not be written to}
   */
  public byte @Nullable [] upper() {
    return upper;
  }

  /** {@return whether no key can lie in this range} */
  public boolean isEmpty() {
    return upper != null && Arrays.compareUnsigned(lower, upper) >= 0;
  }

  /**
   * {@return whether {@code key} lies in this range}
   *
   * @param key any key
   */
  public boolean contains(Key key) {
    return contains(key.bytesWithoutCopy());
  }

  /**
   * {@return whether a key of these bytes lies in this range}
   *
   * @param key bytes that begin with a slash; not kept
   */
  public boolean contains(byte[] key) {
    return Arrays.compareUnsigned(key, lower) >= 0 && isBeforeUpper(key);
  }

  /**
   * {@return whether a key of these bytes lies before the upper bound}
   *
   * @param key bytes that begin with a slash; not kept
   */
  public boolean isBeforeUpper(byte[] key) {
    return upper == null || Arrays.compareUnsigned(key, upper) < 0;
  }

  @Override
  public String toString() {
    return "[" + show(lower) + ", " + (upper == null ? "" : show(upper)) + ")";
  }

  /** {@return a bound as a key, and that of what lies below a key with the slash behind it} */
  private static String show(byte[] bound) {
    if (bound.length == 0 || bound[0] != '/') {
      return HexFormat.of().formatHex(bound);
    }
    int last = bound.length - 1;
    return last > 0 && bound[last] == '/'
        ? KeyText.show(Arrays.copyOf(bound, last)) + "/"
        : KeyText.show(bound);
  }
}
