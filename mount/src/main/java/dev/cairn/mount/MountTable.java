package dev.cairn.mount;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.UnsupportedKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which mount owns which keys: the whole space of keys, cut into stretches where the owner changes.
 *
 * <p>A key is found and listed by this one table, so a listing shows exactly what a get finds: what
 * a store holds outside its stretches is masked, and nothing is listed twice.
 */
final class MountTable {

  private final List<Mount> deepestFirst;

  /** The first key of each stretch, ascending; the first is the root. */
  private final byte[][] starts;

  /** The owner of each stretch, {@code null} where nothing is mounted. */
  private final @Nullable Mount[] owners;

  private MountTable(List<Mount> deepestFirst, NavigableMap<byte[], Optional<Mount>> stretches) {
    this.deepestFirst = deepestFirst;
    this.starts = stretches.keySet().toArray(new byte[0][]);
    this.owners = new Mount[starts.length];
    int at = 0;
    for (Optional<Mount> owner : stretches.values()) {
      owners[at++] = owner.orElse(null);
    }
  }

  /**
   * Returns the table of these mounts.
   *
   * @throws IllegalArgumentException if two have one mountpoint, or one store
   */
  static MountTable of(Collection<Mount> mounts) {
    List<Mount> deepestFirst = new ArrayList<>(mounts);
    deepestFirst.sort(Comparator.comparing(Mount::prefix).reversed());
    requireDistinctPoints(deepestFirst);
    requireDistinctStores(deepestFirst);

    NavigableMap<byte[], Optional<Mount>> stretches = new TreeMap<>(Arrays::compareUnsigned);
    stretches.put(KeyRange.ALL.lower(), Optional.empty());
    List<Mount> shallowestFirst = new ArrayList<>(deepestFirst);
    Collections.reverse(shallowestFirst);
    shallowestFirst.forEach(mount -> cutOut(mount, stretches));
    return new MountTable(Collections.unmodifiableList(deepestFirst), stretches);
  }

  /** Gives {@code mount} its keys; behind them, whoever owned them before goes on. */
  private static void cutOut(Mount mount, NavigableMap<byte[], Optional<Mount>> stretches) {
    byte[] start = mount.range().lower();
    byte[] end = mount.range().upper();
    if (!mount.prefix().isRoot() && end != null) {
      stretches.put(end, stretches.floorEntry(start).getValue());
    }
    stretches.put(start, Optional.of(mount));
  }

  private static void requireDistinctPoints(List<Mount> sorted) {
    for (int i = 1; i < sorted.size(); i++) {
      Key point = sorted.get(i).prefix();
      if (point.equals(sorted.get(i - 1).prefix())) {
        throw new IllegalArgumentException(
            "two stores are mounted at " + point + "; a mountpoint takes one");
      }
    }
  }

  private static void requireDistinctStores(List<Mount> sorted) {
    IdentityHashMap<Object, Key> points = new IdentityHashMap<>();
    for (Mount mount : sorted) {
      Key other = points.put(mount.datastore(), mount.prefix());
      if (other != null) {
        throw new IllegalArgumentException(
            "one store, %s, is mounted at %s and at %s; each mountpoint takes a store of its own"
                .formatted(mount.datastore(), mount.prefix(), other));
      }
    }
  }

  /** Returns the mounts in descending order of mountpoints, so that a nested one comes first. */
  List<Mount> deepestFirst() {
    return deepestFirst;
  }

  /** Returns the mount that {@code key} lies in: the deepest strictly above it. */
  @Nullable Mount owner(Key key) {
    return owners[indexOf(key.bytesWithoutCopy())];
  }

  private int indexOf(byte[] key) {
    int found = Arrays.binarySearch(starts, key, Arrays::compareUnsigned);
    return found >= 0 ? found : -found - 2;
  }

  /**
   * Returns what each mount has of {@code range}, those without any left out, in the order of what
   * each has first.
   */
  List<Share> shares(KeyRange range) {
    Map<Mount, Share> shares = new LinkedHashMap<>();
    for (int i = indexOf(range.lower()); i < starts.length; i++) {
      if (!range.isBeforeUpper(starts[i])) {
        break;
      }
      Mount owner = owners[i];
      KeyRange stretch = upToEnd(range.from(Key.ofStored(starts[i])), i);
      if (owner != null && !stretch.isEmpty()) {
        Share earlier = shares.get(owner);
        shares.put(
            owner,
            earlier == null
                ? new Share(owner, stretch, true)
                : new Share(owner, upToEnd(earlier.from(range), i), false));
      }
    }
    return new ArrayList<>(shares.values());
  }

  /** Returns the part of {@code range} before the end of a stretch. */
  private KeyRange upToEnd(KeyRange range, int index) {
    return index + 1 < starts.length ? range.before(Key.ofStored(starts[index + 1])) : range;
  }

  /** Returns the mounts that can hold {@code prefix} itself or something below it. */
  List<Mount> holding(Key prefix) {
    Set<Mount> holding = Collections.newSetFromMap(new IdentityHashMap<>());
    Mount owner = owner(prefix);
    if (owner != null) {
      holding.add(owner);
    }
    shares(KeyRange.below(prefix)).forEach(share -> holding.add(share.mount()));
    return deepestFirst.stream().filter(holding::contains).toList();
  }

  /** Returns the refusal of a write to {@code key}, which no mount lies above. */
  UnsupportedKeyException unmounted(Key key) {
    List<Key> points = deepestFirst.stream().map(Mount::prefix).toList();
    return new UnsupportedKeyException(
        "cannot put %s: no store is mounted above it, only at %s; mount one at / for all other keys"
            .formatted(key, points));
  }

  @Override
  public String toString() {
    return deepestFirst.toString();
  }
}
