package dev.cairn.mount;

import dev.cairn.blockstore.Blockstore;

/**
 * A store behind the cache of a {@link MultiBlockstore}, as its owner declares it: {@linkplain
 * Trust#UNTRUSTED untrusted} and only read, unless said otherwise.
 *
 * <pre>{@code
 * blocks.add(AuxStore.of("archive", archive).trusted());
 * }</pre>
 */
public final class AuxStore {

  private final String name;
  private final Blockstore store;
  private final Trust trust;
  private final boolean writable;

  private AuxStore(String name, Blockstore store, Trust trust, boolean writable) {
    this.name = name;
    this.store = store;
    this.trust = trust;
    this.writable = writable;
  }

  /**
   * {@return a store that is only read and elides no put}
   *
   * @param name its name, not blank
   * @param store the store, owned by the multi-blockstore from when it is mounted
   * @throws IllegalArgumentException if the name is blank
   */
  public static AuxStore of(String name, Blockstore store) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a mount needs a name, not '" + name + "'");
    }
    return new AuxStore(name, store, Trust.UNTRUSTED, false);
  }

  /** {@return this store, where a copy in it makes one in the cache needless} */
  public AuxStore trusted() {
    return trust(Trust.TRUSTED);
  }

  /**
   * {@return this store with another trust}
   *
   * @param newTrust whether a copy in it makes one in the cache needless
   */
  public AuxStore trust(Trust newTrust) {
    return new AuxStore(name, store, newTrust, writable);
  }

  /** {@return this store, changed through {@link MultiBlockstore#mount} and in no other way} */
  public AuxStore writable() {
    return new AuxStore(name, store, trust, true);
  }

  /** {@return its name} */
  public String name() {
    return name;
  }

  /** {@return whether a copy in it makes one in the cache needless} */
  public Trust trust() {
    return trust;
  }

  /** {@return whether its own handle writes} */
  public boolean isWritable() {
    return writable;
  }

  Blockstore store() {
    return store;
  }

  /**
   * Refuses where this and {@code other} cannot be mounts of one multi-blockstore.
   *
   * @throws IllegalArgumentException if they have one name, or a change of one is a change of the
   *     other, as far as that can be told
   */
  void requireDistinct(AuxStore other) {
    if (name.equals(other.name)) {
      throw new IllegalArgumentException(
          "two mounts are named '" + name + "'; give each a name of its own");
    }
    if (ForwardingBlockstore.overlap(store, other.store)) {
      throw new IllegalArgumentException(
          "the mounts '%s' and '%s' are one store, %s; each needs its own"
              .formatted(other.name, name, store));
    }
  }

  /** {@return its name, how it was declared, and the store} */
  @Override
  public String toString() {
    return "%s (%s%s): %s"
        .formatted(
            name,
            trust == Trust.TRUSTED ? "trusted, " : "",
            writable ? "writable" : "read-only",
            store);
  }
}
