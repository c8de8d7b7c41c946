package dev.cairn.testkit.wrapper;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.async.CancellableDatastore;
import dev.cairn.datastore.wrapper.AutoBatchingDatastore;
import dev.cairn.datastore.wrapper.CountingMeasurements;
import dev.cairn.datastore.wrapper.ExpiringDatastore;
import dev.cairn.datastore.wrapper.KeyTransform;
import dev.cairn.datastore.wrapper.LoggingDatastore;
import dev.cairn.datastore.wrapper.MeasuredDatastore;
import dev.cairn.datastore.wrapper.NamespaceDatastore;
import dev.cairn.datastore.wrapper.Observation;
import dev.cairn.datastore.wrapper.ObservingDatastore;
import dev.cairn.datastore.wrapper.Quota;
import dev.cairn.datastore.wrapper.QuotaDatastore;
import dev.cairn.datastore.wrapper.RetryPolicy;
import dev.cairn.datastore.wrapper.RetryingDatastore;
import dev.cairn.datastore.wrapper.TracedDatastore;
import dev.cairn.datastore.wrapper.TransformedDatastore;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;

/** Every wrapper that takes writes, and some of them one around the other. */
enum Wrapper {
  NAMESPACE((store, clock) -> new NamespaceDatastore(store, Key.of("/some/where"))),
  ROOT_NAMESPACE((store, clock) -> new NamespaceDatastore(store, Key.ROOT)),
  TRANSFORMED((store, clock) -> new TransformedDatastore(store, new Backwards())),
  RETRYING((store, clock) -> new RetryingDatastore(store, RetryPolicy.defaults())),
  AUTO_BATCHING((store, clock) -> new AutoBatchingDatastore(store, 50, 100_000)),
  OBSERVING((store, clock) -> new ObservingDatastore(store, (what, on) -> Observation.NONE)),
  MEASURED((store, clock) -> MeasuredDatastore.around(store, new CountingMeasurements())),
  LOGGING((store, clock) -> new LoggingDatastore(store, "logged")),
  TRACED((store, clock) -> new TracedDatastore(store, "traced", new SpanList())),
  QUOTA((store, clock) -> new QuotaDatastore(store, Quota.unlimited().withMaxBytes(1L << 40))),
  CANCELLABLE((store, clock) -> new CancellableDatastore(store, CancellationToken.never())),
  EXPIRING((store, clock) -> new ExpiringDatastore(store, clock)),
  LAYERED(
      (store, clock) -> {
        Datastore counted = new QuotaDatastore(store, Quota.unlimited());
        Datastore retried = new RetryingDatastore(counted, RetryPolicy.defaults());
        Datastore expiring = new ExpiringDatastore(retried, clock);
        Datastore measured = MeasuredDatastore.around(expiring, new CountingMeasurements());
        Datastore namespace = new NamespaceDatastore(measured, Key.of("/layered"));
        Datastore collecting = new AutoBatchingDatastore(namespace, 20, 10_000);
        return new LoggingDatastore(
            new TransformedDatastore(collecting, new Backwards()), "layered");
      });

  private final BiFunction<Datastore, Clock, Datastore> wrapping;

  Wrapper(BiFunction<Datastore, Clock, Datastore> wrapping) {
    this.wrapping = wrapping;
  }

  /** Returns the wrapper around {@code store}. */
  Datastore around(Datastore store) {
    return around(store, Clock.systemUTC());
  }

  /** Returns the wrapper around {@code store}, going by {@code clock}. */
  Datastore around(Datastore store, Clock clock) {
    return wrapping.apply(store, clock);
  }

  /** Turns the bytes of a key around: neither order nor prefixes survive, every key does. */
  static final class Backwards implements KeyTransform {
    @Override
    public Key stored(Key key) {
      return Key.raw(reversed(key.toBytes()));
    }

    @Override
    public Optional<Key> original(Key stored) {
      byte[] bytes = stored.toBytes();
      byte[] turned = reversed(Arrays.copyOfRange(bytes, 1, bytes.length));
      return turned.length > 0 && turned[0] == '/'
          ? Optional.of(Key.ofStored(turned))
          : Optional.empty();
    }

    private static byte[] reversed(byte[] bytes) {
      byte[] reversed = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        reversed[i] = bytes[bytes.length - 1 - i];
      }
      return reversed;
    }
  }
}
