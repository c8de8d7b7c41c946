package dev.cairn.keystore;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Cursor;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A keystore whose whole set can be replaced: each set is a generation in a physically separate
 * datastore, and replacing it is filling a new one, flipping a durable marker, and deleting the old
 * one with its directory. Nothing is left behind, and whatever fails or dies on the way, there is
 * the old set or the new one and never a mixture.
 *
 * <p>Where the marker could be written neither forth nor back (a failing disk), the keystore reads
 * on and refuses changes until it is opened again.
 */
public final class ResettableKeystore implements Keystore {

  private final Generations generations;
  private final Lifecycle lifecycle;
  private final Succession succession;

  private ResettableKeystore(Generations generations, KeystoreOptions options) {
    this.generations = generations;
    this.lifecycle = new Lifecycle("the keystore in " + generations);
    this.succession = new Succession(generations, options, lifecycle);
  }

  /**
   * Opens the keystore in a directory, with the default options, or makes a new one there.
   *
   * @param directory holds {@code meta} and the one generation, such as {@code gen-7}; created
   *     where it does not exist
   * @param opener opens the datastore in a directory, and makes it where the directory is empty
   * @return the keystore
   * @throws DatastoreLockedException if it is open elsewhere
   * @throws CorruptDataException if it is damaged
   * @throws DatastoreException if it cannot be opened for another reason
   */
  public static ResettableKeystore open(Path directory, Function<Path, ? extends Batching> opener) {
    return open(directory, opener, KeystoreOptions.defaults());
  }

  /**
   * Opens the keystore in a directory, or makes a new one there.
   *
   * @param directory holds {@code meta} and the one generation, such as {@code gen-7}; created
   *     where it does not exist
   * @param opener opens the datastore in a directory, and makes it where the directory is empty
   * @param options how it behaves
   * @return the keystore
   * @throws DatastoreLockedException if it is open elsewhere
   * @throws CorruptDataException if it is damaged and the options refuse damage
   * @throws DatastoreException if it cannot be opened for another reason
   */
  public static ResettableKeystore open(
      Path directory, Function<Path, ? extends Batching> opener, KeystoreOptions options) {
    var factory = new DirectoryDatastoreFactory(directory, opener);
    return open(factory, FileMarker.open(directory.resolve("meta")), options);
  }

  /**
   * Opens the keystore below a key of a datastore that holds other things as well, or makes a new
   * one there: for where there is but this one datastore. The generations and the marker have keys
   * below the prefix, and a reset has the same promises as elsewhere; but deleting a generation
   * takes longer, and all that a reset is fed is held in memory until its commit, some 50 bytes a
   * multihash.
   *
   * @param store the datastore, which stays open when the keystore is closed; no second keystore is
   *     open below the same prefix
   * @param prefix below which nothing else lies
   * @param options how it behaves
   * @return the keystore
   * @throws CorruptDataException if it is damaged and the options refuse damage
   * @throws DatastoreException if it cannot be opened for another reason
   */
  public static ResettableKeystore openBelow(Batching store, Key prefix, KeystoreOptions options) {
    return open(
        new PrefixDatastoreFactory(store, prefix, null),
        new DatastoreMarker(store, prefix.child("/active")),
        options);
  }

  /**
   * As {@link #openBelow(Batching, Key, KeystoreOptions)}, with a folder in which resets sort what
   * they are fed, so that their memory is bounded.
   *
   * @param store the datastore, which stays open when the keystore is closed; no second keystore is
   *     open below the same prefix
   * @param prefix below which nothing else lies
   * @param sorting the folder, for this keystore alone; made and emptied as needed
   * @param options how it behaves
   * @return the keystore
   * @throws CorruptDataException if it is damaged and the options refuse damage
   * @throws DatastoreException if it cannot be opened for another reason
   */
  public static ResettableKeystore openBelow(
      Batching store, Key prefix, Path sorting, KeystoreOptions options) {
    return open(
        new PrefixDatastoreFactory(store, prefix, sorting),
        new DatastoreMarker(store, prefix.child("/active")),
        options);
  }

  /**
   * Opens a keystore on other than directories.
   *
   * @param factory makes and destroys the generations
   * @param marker says which one is in force; closed with the keystore, and at once where this
   *     fails
   * @param options how it behaves
   * @return the keystore
   * @throws CorruptDataException if it is damaged and the options refuse damage
   * @throws DatastoreException if it cannot be opened for another reason
   */
  public static ResettableKeystore open(
      DatastoreFactory factory, GenerationMarker marker, KeystoreOptions options) {
    try {
      return new ResettableKeystore(new Generations(factory, marker, options.listener()), options);
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, List.of(marker));
      throw e;
    }
  }

  /** {@return a new keystore in memory, for where there is nothing to persist to} */
  public static ResettableKeystore inMemory() {
    return open(new MemoryDatastoreFactory(), new MemoryMarker(), KeystoreOptions.defaults());
  }

  @Override
  public List<Multihash> put(Collection<Multihash> multihashes) {
    checkOpen();
    List<Multihash> added = new ArrayList<>();
    for (List<Multihash> chunk : Chunks.distinct(multihashes)) {
      change(
          (active, next) -> {
            added.addAll(active.put(chunk));
            if (next != null) {
              next.put(chunk);
            }
          });
    }
    return added;
  }

  @Override
  public long delete(Collection<Multihash> multihashes) {
    checkOpen();
    long[] deleted = new long[1];
    for (List<Multihash> chunk : Chunks.distinct(multihashes)) {
      change(
          (active, next) -> {
            deleted[0] += active.delete(chunk);
            if (next != null) {
              next.delete(chunk);
            }
          });
    }
    return deleted[0];
  }

  /**
   * Removes all multihashes by a reset to nothing, so that the room they took is free.
   *
   * <p>While a reset is running, they are removed one by one, and what its source lists is
   * overruled: only what is put from now on will be in the new set.
   *
   * @throws ResetCleanupException if all went well but for the deletion of the old set
   */
  @Override
  public void empty() {
    Optional<Reset> toNothing = tryReset();
    if (toNothing.isPresent()) {
      try (Reset reset = toNothing.get()) {
        reset.commit();
      }
      return;
    }
    change(
        (active, next) -> {
          active.empty();
          if (next != null) {
            next.empty();
          }
        });
  }

  private void change(Succession.Change change) {
    lifecycle.enter();
    try {
      succession.change(change);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public CloseableIterator<Multihash> get(KeyspacePrefix prefix) {
    lifecycle.enter();
    try {
      Generation generation = succession.acquire();
      try {
        CloseableIterator<Multihash> listing = generation.keystore().get(prefix);
        return new GenerationListing(listing, new GenerationUse(listing, generation, lifecycle));
      } catch (RuntimeException | Error e) {
        generation.release();
        throw e;
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public KeystoreView snapshot() {
    lifecycle.enter();
    try {
      return GenerationView.of(succession.acquire(), lifecycle);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public MultihashPage page(KeyspacePrefix prefix, int size) {
    return read(keystore -> keystore.page(prefix, size));
  }

  @Override
  public MultihashPage page(KeyspacePrefix prefix, int size, Cursor cursor) {
    return read(keystore -> keystore.page(prefix, size, cursor));
  }

  @Override
  public boolean contains(Multihash multihash) {
    return read(keystore -> keystore.contains(multihash));
  }

  @Override
  public long countUpTo(KeyspacePrefix prefix, long limit) {
    return read(keystore -> keystore.countUpTo(prefix, limit));
  }

  @Override
  public long size() {
    return read(Keystore::size);
  }

  @Override
  public OptionalLong diskUsage() {
    return read(Keystore::diskUsage);
  }

  @Override
  public void sync() {
    read(
        keystore -> {
          keystore.sync();
          return keystore;
        });
  }

  private <T> T read(Function<Keystore, T> question) {
    lifecycle.enter();
    try {
      Generation generation = succession.acquire();
      try {
        return question.apply(generation.keystore());
      } finally {
        generation.release();
      }
    } finally {
      lifecycle.exit();
    }
  }

  /** {@return the name of the generation that is in force, such as {@code gen-7}} */
  public String generation() {
    return GenerationName.of(succession.active().number());
  }

  /**
   * {@return the names of generations that are out of force and could not be deleted so far} Each
   * reset, and each opening, tries again.
   */
  public List<String> leftovers() {
    return generations.leftovers();
  }

  /**
   * {@return what was found damaged when this keystore was opened, on account of which it began
   * empty} See {@link KeystoreOptions.OnDamage#START_EMPTY}.
   */
  public Optional<CorruptDataException> damage() {
    return generations.damage();
  }

  /**
   * Begins a reset: from here on, changes are made to the set in force and to the new one.
   *
   * @return the session, which the caller commits or closes
   * @throws ResetInProgressException if there is one already
   * @throws DatastoreException if the new datastore cannot be made; nothing has changed
   */
  public Reset reset() {
    return tryReset().orElseThrow(ResetInProgressException::new);
  }

  /**
   * Replaces the set by what a source lists. The source is opened when changes are already being
   * captured, so that none falls between; it is closed in every case.
   *
   * @param source opens the source; nothing is opened where a reset is running already
   * @return what the reset did
   * @throws ResetInProgressException if there is a reset already
   * @throws ResetCleanupException if all went well but for the deletion of the old set
   * @throws DatastoreException if the reset failed; the old set is in force
   */
  public ResetResult resetFrom(Supplier<? extends CloseableIterator<Multihash>> source) {
    try (Reset reset = reset()) {
      try (CloseableIterator<Multihash> multihashes = source.get()) {
        reset.feed(multihashes);
      }
      return reset.commit();
    }
  }

  private Optional<Reset> tryReset() {
    lifecycle.enter();
    try {
      return succession.tryBegin() ? Optional.of(begin()) : Optional.empty();
    } finally {
      lifecycle.exit();
    }
  }

  private Reset begin() {
    try {
      Reset reset = new Reset(this, succession.prepare());
      lifecycle.register(reset);
      return reset;
    } catch (RuntimeException | Error e) {
      succession.end();
      throw e;
    }
  }

  void feed(NewGeneration generation, List<Multihash> multihashes) {
    lifecycle.enter();
    try {
      generation.feed(multihashes);
    } finally {
      lifecycle.exit();
    }
  }

  <T> T commit(Reset reset, Supplier<T> commit) {
    lifecycle.enter();
    try {
      return commit.get();
    } finally {
      end(reset);
      lifecycle.exit();
    }
  }

  Succession succession() {
    return succession;
  }

  /** Comes also while the keystore is being closed. */
  void abort(Reset reset, NewGeneration generation) {
    try {
      succession.drop(generation);
    } finally {
      end(reset);
    }
  }

  private void end(Reset reset) {
    lifecycle.unregister(reset);
    succession.end();
  }

  private void checkOpen() {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
  }

  /** Ends a running reset without a commit, and waits for a commit in progress. */
  @Override
  public void close() {
    lifecycle.close(succession::close);
  }

  @Override
  public String toString() {
    return "keystore(" + generations + ")";
  }
}
