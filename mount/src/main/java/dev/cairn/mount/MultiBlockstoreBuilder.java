package dev.cairn.mount;

import dev.cairn.blockstore.Blockstore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the mounts of a {@link MultiBlockstore}. */
public final class MultiBlockstoreBuilder {

  private @Nullable AuxStore cache;
  private final List<AuxStore> aux = new ArrayList<>();
  private MultiBlockstoreOptions options = MultiBlockstoreOptions.defaults();

  MultiBlockstoreBuilder() {}

  /**
   * Sets the store that is written to, and that is asked first.
   *
   * @param name its name
   * @param store the store, owned by what is built
   * @return this builder
   * @throws IllegalStateException if there is a cache already
   * @throws IllegalArgumentException if the name is blank or taken, if the store is there already,
   *     or if it is a {@link ReadOnlyBlockstore}
   */
  public MultiBlockstoreBuilder cache(String name, Blockstore store) {
    if (cache != null) {
      throw new IllegalStateException(
          "'%s' cannot be the cache: '%s' is, and there is one".formatted(name, cache.name()));
    }
    if (store instanceof ReadOnlyBlockstore) {
      throw new IllegalArgumentException(
          "'%s' cannot be the cache: %s takes no writes; wrap the whole to read only"
              .formatted(name, store));
    }
    cache = checked(AuxStore.of(name, store));
    return this;
  }

  /**
   * Adds an {@linkplain Trust#UNTRUSTED untrusted} store that is only read, to be asked after those
   * added before.
   *
   * @param name its name
   * @param store the store, owned by what is built
   * @return this builder
   * @throws IllegalArgumentException if the name is blank or taken, or the store is there already
   */
  public MultiBlockstoreBuilder aux(String name, Blockstore store) {
    return aux(AuxStore.of(name, store));
  }

  /**
   * Adds a store that is only read, to be asked after those added before.
   *
   * @param name its name
   * @param store the store, owned by what is built
   * @param trust whether what it holds need not be written to the cache
   * @return this builder
   * @throws IllegalArgumentException if the name is blank or taken, or the store is there already
   */
  public MultiBlockstoreBuilder aux(String name, Blockstore store, Trust trust) {
    return aux(AuxStore.of(name, store).trust(trust));
  }

  /**
   * Adds a store behind the cache, to be asked after those added before.
   *
   * @param added the store, owned by what is built
   * @return this builder
   * @throws IllegalArgumentException if the name is taken, or the store is there already
   */
  public MultiBlockstoreBuilder aux(AuxStore added) {
    aux.add(checked(added));
    return this;
  }

  /**
   * Sets how the store behaves beyond what its mounts say.
   *
   * @param newOptions instead of {@link MultiBlockstoreOptions#defaults()}
   * @return this builder
   */
  public MultiBlockstoreBuilder options(MultiBlockstoreOptions newOptions) {
    options = newOptions;
    return this;
  }

  /**
   * {@return the multi-blockstore of these mounts, which owns their stores: closing it closes them}
   *
   * @throws IllegalStateException if no cache was given
   */
  public MultiBlockstore build() {
    if (cache == null) {
      throw new IllegalStateException(
          "a multi-blockstore needs a store to write to: name it with cache(name, store)");
    }
    return new MultiBlockstore(cache, aux, options);
  }

  private AuxStore checked(AuxStore added) {
    if (cache != null) {
      added.requireDistinct(cache);
    }
    aux.forEach(added::requireDistinct);
    return added;
  }
}
