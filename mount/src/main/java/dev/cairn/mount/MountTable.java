package dev.cairn.mount;

import dev.cairn.datastore.Datastore;
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

  private final List<Mounted> deepestFirst;

  /** Below this key nothing lies that users may see: it is the journal's. */
  private final @Nullable Key reserved;

  /** The first key of each stretch, ascending; the first is the root. */
  private final byte[][] starts;

  /** The owner of each stretch, {@code null} where nothing is mounted. */
  private final @Nullable Mounted[] owners;

  private MountTable(
      List<Mounted> deepestFirst,
      @Nullable Key reserved,
      NavigableMap<byte[], Optional<Mounted>> stretches) {
    this.deepestFirst = deepestFirst;
    this.reserved = reserved;
    this.starts = stretches.keySet().toArray(new byte[0][]);
    this.owners = new Mounted[starts.length];
    int at = 0;
    for (Optional<Mounted> owner : stretches.values()) {
      owners[at++] = owner.orElse(null);
    }
  }

  /**
   * Returns the table of these mounts.
   *
   * @param reserved the key below which nobody finds or puts anything; null where there is none
   * @throws IllegalArgumentException if two have one mountpoint, or one store, or if one lies at or
   *     below what is reserved
   */
  static MountTable of(Collection<Mounted> mounts, @Nullable Key reserved) {
    List<Mounted> deepestFirst = new ArrayList<>(mounts);
    deepestFirst.sort(Comparator.comparing(Mounted::prefix).reversed());
    requireDistinctPoints(deepestFirst);
    requireDistinctStores(deepestFirst);

    NavigableMap<byte[], Optional<Mounted>> stretches = new TreeMap<>(Arrays::compareUnsigned);
    stretches.put(KeyRange.ALL.lower(), Optional.empty());
    List<Mounted> shallowestFirst = new ArrayList<>(deepestFirst);
    Collections.reverse(shallowestFirst);
    for (Mounted mount : shallowestFirst) {
      cutOut(mount.prefix(), Optional.of(mount), stretches);
    }
    if (reserved != null) {
      requireUnmounted(reserved, deepestFirst);
      cutOut(reserved, Optional.empty(), stretches);
    }
    return new MountTable(Collections.unmodifiableList(deepestFirst), reserved, stretches);
  }

  /** Gives what lies below a key to {@code owner}; behind it, whoever owned that goes on. */
  private static void cutOut(
      Key point, Optional<Mounted> owner, NavigableMap<byte[], Optional<Mounted>> stretches) {
    KeyRange range = KeyRange.below(point);
    byte[] end = range.upper();
    if (!point.isRoot() && end != null) {
      stretches.put(end, stretches.floorEntry(range.lower()).getValue());
    }
    stretches.put(range.lower(), owner);
  }

  private static void requireUnmounted(Key reserved, List<Mounted> mounts) {
    for (Mounted mount : mounts) {
      if (reserved.equals(mount.prefix()) || reserved.isAncestorOf(mount.prefix())) {
        throw new IllegalArgumentException(
            "a store is mounted at %s, and the journal of batches lies below %s; keep them apart"
                .formatted(mount.prefix(), reserved));
      }
    }
  }

  /**
   * Returns the table with another mount.
   *
   * @throws IllegalArgumentException as for {@link #of}
   */
  MountTable with(Mounted mount) {
    List<Mounted> more = new ArrayList<>(deepestFirst);
    more.add(mount);
    return of(more, reserved);
  }

  /**
   * Returns the table without a mount.
   *
   * @throws IllegalArgumentException if the journal lies in its store
   */
  MountTable without(Mounted mount) {
    if (reserved != null && owner(reserved) == mount) {
      throw new IllegalArgumentException(
          "cannot unmount %s: the journal of batches lies there, below %s"
              .formatted(mount.prefix(), reserved));
    }
    return of(deepestFirst.stream().filter(other -> other != mount).toList(), reserved);
  }

  /** Returns the table of other stores at the same places. */
  MountTable mapped(Map<Mounted, Datastore> stores) {
    List<Mounted> others = new ArrayList<>();
    stores.forEach((mounted, store) -> others.add(new Mounted(new Mount(mounted.prefix(), store))));
    return of(others, reserved);
  }

  /**
   * Returns the mount at {@code point}.
   *
   * @throws IllegalArgumentException if there is none
   */
  Mounted at(Key point) {
    return find(point)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "nothing is mounted at %s, only at %s".formatted(point, points())));
  }

  Optional<Mounted> find(Key point) {
    return deepestFirst.stream().filter(mount -> mount.prefix().equals(point)).findFirst();
  }

  private List<Key> points() {
    return deepestFirst.stream().map(Mounted::prefix).toList();
  }

  /** Returns whether {@code mount} owns the same keys here as in an earlier table. */
  boolean ownsTheSame(Mounted mount, MountTable earlier) {
    return this == earlier || Arrays.deepEquals(bounds(mount), earlier.bounds(mount));
  }

  private byte[][] bounds(Mounted mount) {
    List<byte[]> bounds = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      if (owners[i] == mount) {
        bounds.add(starts[i]);
        bounds.add(i + 1 < starts.length ? starts[i + 1] : new byte[0]);
      }
    }
    return bounds.toArray(new byte[0][]);
  }

  private static void requireDistinctPoints(List<Mounted> sorted) {
    for (int i = 1; i < sorted.size(); i++) {
      Key point = sorted.get(i).prefix();
      if (point.equals(sorted.get(i - 1).prefix())) {
        throw new IllegalArgumentException(
            "two stores are mounted at " + point + "; a mountpoint takes one");
      }
    }
  }

  private static void requireDistinctStores(List<Mounted> sorted) {
    IdentityHashMap<Object, Key> points = new IdentityHashMap<>();
    for (Mounted mount : sorted) {
      Key other = points.put(mount.store(), mount.prefix());
      if (other != null) {
        throw new IllegalArgumentException(
            "one store, %s, is mounted at %s and at %s; each mountpoint takes a store of its own"
                .formatted(mount.store(), mount.prefix(), other));
      }
    }
  }

  /** Returns the mounts in descending order of mountpoints, so that a nested one comes first. */
  List<Mounted> deepestFirst() {
    return deepestFirst;
  }

  /** Returns the mount that {@code key} lies in: the deepest strictly above it. */
  @Nullable Mounted owner(Key key) {
    return owners[indexOf(key.bytesWithoutCopy())];
  }

  private int indexOf(byte[] key) {
    int found = Arrays.binarySearch(starts, key, Arrays::compareUnsigned);
    return found >= 0 ? found : -found - 2;
  }

  /** Returns the stretches of {@code range} that have an owner, ascending, each for itself. */
  List<Share> stretches(KeyRange range) {
    List<Share> stretches = new ArrayList<>();
    for (int i = indexOf(range.lower()); i < starts.length; i++) {
      if (!range.isBeforeUpper(starts[i])) {
        break;
      }
      Mounted owner = owners[i];
      KeyRange stretch = upToEnd(range.from(Key.ofStored(starts[i])), i);
      if (owner != null && !stretch.isEmpty()) {
        stretches.add(new Share(owner, stretch, true));
      }
    }
    return stretches;
  }

  /**
   * Returns what each mount has of {@code range}, those without any left out, in the order of what
   * each has first.
   */
  List<Share> shares(KeyRange range) {
    Map<Mounted, Share> shares = new LinkedHashMap<>();
    for (Share stretch : stretches(range)) {
      shares.merge(stretch.mount(), stretch, (first, last) -> first.upTo(last, range));
    }
    return new ArrayList<>(shares.values());
  }

  /** Returns the part of {@code range} before the end of a stretch. */
  private KeyRange upToEnd(KeyRange range, int index) {
    return index + 1 < starts.length ? range.before(Key.ofStored(starts[index + 1])) : range;
  }

  /** Returns the mounts that can hold {@code prefix} itself or something below it. */
  List<Mounted> holding(Key prefix) {
    Set<Mounted> holding = Collections.newSetFromMap(new IdentityHashMap<>());
    Mounted owner = owner(prefix);
    if (owner != null) {
      holding.add(owner);
    }
    shares(KeyRange.below(prefix)).forEach(share -> holding.add(share.mount()));
    return deepestFirst.stream().filter(holding::contains).toList();
  }

  /** Returns the refusal of a write to {@code key}, which no mount lies above. */
  UnsupportedKeyException unmounted(Key key) {
    if (reserved != null && reserved.isAncestorOf(key)) {
      return new UnsupportedKeyException(
          "cannot put %s: what lies below %s is the journal's; take another key"
              .formatted(key, reserved));
    }
    return new UnsupportedKeyException(
        "cannot put %s: no store is mounted above it, only at %s; mount one at / for all other keys"
            .formatted(key, points()));
  }

  @Override
  public String toString() {
    return deepestFirst.toString();
  }
}
