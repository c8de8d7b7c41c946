package dev.cairn.mount;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What mounts can do besides reading and writing: what every one of their stores can.
 *
 * <p>It is long since it is a list: one part for each ability.
 */
final class MountAbilities {

  private final MountPoints points;
  private final Map<Class<?>, Object> abilities = new HashMap<>();

  /**
   * Lists what mounts may be able to do.
   *
   * @param snapshot makes the store of a moment
   */
  MountAbilities(MountPoints points, Supplier<Datastore> snapshot) {
    this.points = points;
    offer(Snapshots.class, snapshot::get);
    offer(View.class, new Views());
    offer(ConditionalWrites.class, new Conditional());
    offer(Expiring.class, new Expirations());
    offer(Transactions.class, () -> points.together(now -> MountTransaction.begin(points, now)));
    offer(BulkLoad.class, () -> new MountLoader(points, points.table()));
    offer(RangeDelete.class, this::deleteRange);
    offer(Compaction.class, this::compact);
    offer(DiskUsage.class, this::diskUsage);
    offer(GarbageCollection.class, this::collectGarbage);
    offer(Check.class, () -> findings(Check.class, "check", Check::check));
    offer(Scrub.class, () -> findings(Scrub.class, "scrub", Scrub::scrub));
  }

  private <T> void offer(Class<T> ability, T offered) {
    abilities.put(ability, offered);
  }

  /** Returns an ability, where every store that is mounted now has it. */
  <T> Optional<T> find(Class<T> ability) {
    if (ability == Transactions.class && points.table().deepestFirst().size() != 1) {
      return Optional.empty(); // what one store cannot see another has read
    }
    Object offered = abilities.get(ability);
    return offered != null && everyStoreHas(ability)
        ? Optional.of(ability.cast(offered))
        : Optional.empty();
  }

  /** Returns whether batches may be taken now. */
  boolean everyStoreBatches() {
    return everyStoreHas(Batching.class);
  }

  private boolean everyStoreHas(Class<?> ability) {
    return points.table().deepestFirst().stream()
        .allMatch(mounted -> mounted.store().capability(ability).isPresent());
  }

  /** Each store removes its part in one step, one after the other. */
  private void deleteRange(KeyRange range) {
    points.together(
        now -> {
          long turn = points.turns().begin(claimed -> claimed.stream().anyMatch(range::contains));
          try {
            for (Share stretch : now.stretches(range)) {
              KeyRange inner = stretch.innerRange();
              stretch
                  .mount()
                  .run(
                      "delete " + range,
                      store -> Datastores.require(store, RangeDelete.class).deleteRange(inner));
            }
            return range;
          } finally {
            points.turns().end(turn);
          }
        });
  }

  private void compact(KeyRange range) {
    Map<Mounted, KeyRange> inner = new HashMap<>();
    points.table().shares(range).forEach(it -> inner.put(it.mount(), it.innerRange()));
    points.each(
        inner.keySet(),
        mounted ->
            mounted.run(
                "compact " + range,
                store ->
                    Datastores.require(store, Compaction.class)
                        .compact(Objects.requireNonNull(inner.get(mounted)))));
  }

  private void collectGarbage() {
    points.each(
        mounted(),
        it ->
            it.run(
                "collect garbage",
                store -> Datastores.require(store, GarbageCollection.class).collectGarbage()));
  }

  private long diskUsage() {
    return points.together(
        now -> now.deepestFirst().stream().mapToLong(MountAbilities::diskUsageOf).sum());
  }

  /** Returns the bytes that one store takes, which it is able to tell. */
  static long diskUsageOf(Mounted mounted) {
    return mounted.call(
        "measure the disk usage", store -> Datastores.require(store, DiskUsage.class).diskUsage());
  }

  private <A> List<String> findings(
      Class<A> ability, String attempt, Function<A, List<String>> look) {
    List<String> findings = new ArrayList<>();
    points.each(
        mounted(),
        mounted ->
            mounted
                .call(attempt, store -> look.apply(Datastores.require(store, ability)))
                .forEach(finding -> findings.add("at " + mounted.prefix() + ": " + finding)));
    return findings;
  }

  private Collection<Mounted> mounted() {
    return points.table().deepestFirst();
  }

  /** Shows values where the stores have them. */
  private final class Views implements View {
    @Override
    public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
      return points.read(
          key,
          "get",
          Optional.empty(),
          (store, inner) -> Datastores.require(store, View.class).view(inner, reader));
    }
  }

  /** Writes only where nobody else has, in the store that the key lies in. */
  private final class Conditional implements ConditionalWrites {
    @Override
    public boolean putIfAbsent(Key key, byte[] value) {
      return points.write(
          key,
          "put",
          (store, inner) ->
              Datastores.require(store, ConditionalWrites.class).putIfAbsent(inner, value));
    }

    @Override
    public boolean replace(Key key, byte[] expected, byte[] value) {
      return points.writeIfMounted(
          key,
          "replace",
          false,
          (store, inner) ->
              Datastores.require(store, ConditionalWrites.class).replace(inner, expected, value));
    }
  }

  /** Forgets in the store that the key lies in. */
  private final class Expirations implements Expiring {
    @Override
    public void put(Key key, byte[] value, Instant expiration) {
      points.write(
          key,
          "put",
          (store, inner) -> {
            Datastores.require(store, Expiring.class).put(inner, value, expiration);
            return key;
          });
    }

    @Override
    public boolean expireAt(Key key, Instant expiration) {
      return points.writeIfMounted(
          key,
          "change the expiration of",
          false,
          (store, inner) -> Datastores.require(store, Expiring.class).expireAt(inner, expiration));
    }

    @Override
    public Optional<Instant> expiration(Key key) {
      return points.read(
          key,
          "get the expiration of",
          Optional.empty(),
          (store, inner) -> Datastores.require(store, Expiring.class).expiration(inner));
    }

    @Override
    public long removeExpired() {
      long[] removed = new long[1];
      points.each(
          mounted(),
          mounted ->
              removed[0] +=
                  mounted.call(
                      "remove what has expired",
                      store -> Datastores.require(store, Expiring.class).removeExpired()));
      return removed[0];
    }
  }
}
