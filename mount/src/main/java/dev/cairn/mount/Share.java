package dev.cairn.mount;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import java.util.Arrays;

/**
 * What one mount has of a range of keys.
 *
 * @param mount the owner
 * @param range from the first to the last key that it may own, in full keys
 * @param whole whether every key in between is its own; if not, other mounts mask some of them
 */
record Share(Mounted mount, KeyRange range, boolean whole) {

  /** Returns the part of {@code all} from the first key of this share to the last of another. */
  Share upTo(Share later, KeyRange all) {
    KeyRange joined = all.from(Key.ofStored(range.lower()));
    byte[] end = later.range.upper();
    if (end != null && !Arrays.equals(end, all.upper())) {
      joined = joined.before(Key.ofStored(end));
    }
    return new Share(mount, joined, false);
  }

  /**
   * Returns the query that finds everything in the range, in the names of the store.
   *
   * @param prefix the full key below which the range lies
   */
  Query innerQuery(Key prefix) {
    Query inner =
        mount.prefix().isAncestorOf(prefix)
            ? Query.below(mount.mount().inner(prefix))
            : Query.all();
    KeyRange found = inner.range();
    byte[] lower = inner(range.lower());
    if (Arrays.compareUnsigned(lower, found.lower()) > 0) {
      inner = inner.from(Key.ofStored(lower));
    }
    byte[] upper = range.upper();
    if (upper != null && found.isBeforeUpper(inner(upper))) {
      inner = inner.to(Key.ofStored(inner(upper)));
    }
    return inner;
  }

  /** Returns the range in the names of the store. */
  KeyRange innerRange() {
    return innerQuery(Key.ROOT).range();
  }

  /** Every bound of the range begins with the mountpoint, as all keys between them do. */
  private byte[] inner(byte[] bound) {
    int outside = mount.prefix().isRoot() ? 0 : mount.prefix().length();
    return Arrays.copyOfRange(bound, outside, bound.length);
  }
}
