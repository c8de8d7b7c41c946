package dev.cairn.mount;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The mounts of a {@link MultiBlockstore} at one moment, in the order of lookup. Immutable. */
final class MountList {

  private final MountedStore cache;
  private final List<MountedStore> aux;
  private final List<MountedStore> trusted;

  MountList(MountedStore cache, List<MountedStore> aux) {
    this.cache = cache;
    this.aux = List.copyOf(aux);
    this.trusted = aux.stream().filter(MountedStore::elidesPuts).toList();
  }

  MountedStore cache() {
    return cache;
  }

  List<MountedStore> aux() {
    return aux;
  }

  /** Returns those that were trusted when this list was made. */
  List<MountedStore> trusted() {
    return trusted;
  }

  List<MountedStore> all() {
    List<MountedStore> all = new ArrayList<>(aux.size() + 1);
    all.add(cache);
    all.addAll(aux);
    return all;
  }

  List<String> names() {
    return all().stream().map(MountedStore::name).toList();
  }

  Optional<MountedStore> find(String name) {
    return all().stream().filter(mount -> mount.name().equals(name)).findFirst();
  }

  /**
   * Returns the mount of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  MountedStore get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no mount '%s'; the mounts are %s".formatted(name, names())));
  }

  /**
   * Returns the aux of this name.
   *
   * @throws IllegalArgumentException if there is none, or if it is the cache
   */
  MountedStore getAux(String name) {
    MountedStore found = get(name);
    if (found == cache) {
      throw new IllegalArgumentException(
          "'%s' is the cache, which stays, and stays first".formatted(name));
    }
    return found;
  }

  /** Returns these mounts and one more, the last, or before another. */
  MountList with(MountedStore added, @Nullable String before) {
    List<MountedStore> changed = new ArrayList<>(aux);
    changed.add(before == null ? aux.size() : aux.indexOf(getAux(before)), added);
    return new MountList(cache, changed);
  }

  MountList without(MountedStore removed) {
    return new MountList(cache, aux.stream().filter(mount -> mount != removed).toList());
  }
}
