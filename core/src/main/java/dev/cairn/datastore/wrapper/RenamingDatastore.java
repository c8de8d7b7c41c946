package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The base of wrappers that hold every entry under another key in the store below.
 *
 * <p>Abilities that concern one key take it by its own name here. Those that concern the whole
 * store (disk usage, garbage collection, check, scrub, checkpoint) are those of the store below, in
 * which foreign entries count too.
 */
abstract class RenamingDatastore extends ForwardingDatastore {

  private final KeyTransform keys;
  private final Abilities abilities;

  RenamingDatastore(Datastore delegate, KeyTransform keys) {
    super(delegate);
    this.keys = keys;
    this.abilities =
        new Abilities()
            .unchanged(
                DiskUsage.class,
                GarbageCollection.class,
                Check.class,
                Scrub.class,
                Checkpoint.class)
            .with(View.class, below -> new RenamedAbilities.OfView(below, keys))
            .with(Snapshots.class, below -> () -> around(below.snapshot()))
            .with(
                ConditionalWrites.class,
                below -> new RenamedAbilities.OfConditionalWrites(below, keys))
            .with(Expiring.class, below -> new RenamedAbilities.OfExpiring(below, keys))
            .with(
                Transactions.class,
                below -> () -> new RenamedAbilities.OfTransaction(below.begin(), keys, this::ask));
  }

  /** Returns the same wrapper around another store. */
  abstract Datastore around(Datastore other);

  /** Returns the answer to a query from what the store below, or a transaction on it, answers. */
  abstract Results ask(Query query, Source below);

  /** Returns how keys are changed. */
  final KeyTransform keys() {
    return keys;
  }

  /** Returns what the wrapper can do, for subclasses to add to it. */
  final Abilities abilities() {
    return abilities;
  }

  @Override
  protected final <T> Optional<T> adapt(Class<T> ability, T below) {
    return abilities.adapt(ability, below);
  }

  @Override
  public final Optional<byte[]> get(Key key) {
    return delegate().get(keys.stored(key));
  }

  @Override
  public final Map<Key, byte[]> getAll(Collection<Key> wanted) {
    Map<Key, Key> originals = new LinkedHashMap<>();
    for (Key key : wanted) {
      originals.put(keys.stored(key), key);
    }
    Map<Key, byte[]> values = delegate().getAll(originals.keySet());
    Map<Key, byte[]> found = new LinkedHashMap<>();
    originals.forEach(
        (stored, key) -> {
          byte[] value = values.get(stored);
          if (value != null) {
            found.put(key, value);
          }
        });
    return found;
  }

  @Override
  public final boolean has(Key key) {
    return delegate().has(keys.stored(key));
  }

  @Override
  public final OptionalLong size(Key key) {
    return delegate().size(keys.stored(key));
  }

  @Override
  public final void put(Key key, byte[] value) {
    delegate().put(keys.stored(key), value);
  }

  @Override
  public final void delete(Key key) {
    delegate().delete(keys.stored(key));
  }

  @Override
  public final Results query(Query query) {
    return ask(query, Source.of(delegate()));
  }

  @Override
  public final Batch batch() {
    return new ForwardingBatch(super.batch()) {
      @Override
      public void put(Key key, byte[] value) {
        super.put(keys.stored(key), value);
      }

      @Override
      public void delete(Key key) {
        super.delete(keys.stored(key));
      }
    };
  }
}
