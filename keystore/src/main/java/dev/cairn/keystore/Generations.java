package dev.cairn.keystore;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.keystore.GenerationListener.Event;
import dev.cairn.keystore.KeystoreOptions.OnDamage;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of one keystore that there are, and the marker that says which of them is in
 * force. Numbers only grow, so what is left of an old generation is never taken for a new one.
 */
final class Generations implements AutoCloseable {

  /** What the marker says from the first opening on until the first generation is ready. */
  static final long NONE = 0;

  private static final Logger log = LoggerFactory.getLogger(Generations.class);

  private final DatastoreFactory factory;
  private final GenerationMarker marker;
  private final GenerationListener listener;
  private final NavigableSet<Long> leftovers = new ConcurrentSkipListSet<>();

  /** The greatest number in use so far. */
  private final AtomicLong last = new AtomicLong(NONE);

  private volatile @Nullable CorruptDataException damage;
  private volatile @Nullable Throwable doubt;

  Generations(DatastoreFactory factory, GenerationMarker marker, GenerationListener listener) {
    this.factory = factory;
    this.marker = marker;
    this.listener = listener;
  }

  /** Opens the generation in force, or makes the first one, and sweeps all others away. */
  Generation open(OnDamage onDamage) {
    NavigableSet<Long> found = numbers();
    last.set(found.isEmpty() ? NONE : found.last());
    Generation active = openOrStartEmpty(found, onDamage);
    found.remove(active.number());
    tell(Event.OPENED, active.number(), active.bytes());
    if (!found.isEmpty()) {
      sweepAtOpening(active, found);
    }
    return active;
  }

  private Generation openOrStartEmpty(NavigableSet<Long> found, OnDamage onDamage) {
    try {
      return openMarked(found);
    } catch (CorruptDataException e) {
      if (onDamage == OnDamage.REFUSE) {
        throw e;
      }
      log.warn("the keystore in {} is damaged and begins empty: {}", factory, e.getMessage());
      damage = e;
      return createFirst();
    }
  }

  private Generation openMarked(NavigableSet<Long> found) {
    OptionalLong marked = marker.read();
    if (marked.isEmpty() && !found.isEmpty()) {
      throw damaged("its marker %s is missing, and there are generations".formatted(marker));
    }
    if (marked.isEmpty() || marked.getAsLong() == NONE) {
      return createFirst();
    }
    long number = marked.getAsLong();
    last.accumulateAndGet(number, Math::max);
    if (!found.contains(number)) {
      throw damaged("the generation %s that %s names is missing".formatted(name(number), marker));
    }
    return new Generation(number, DatastoreKeystore.openExisting(factory.open(name(number))));
  }

  private CorruptDataException damaged(String why) {
    return new CorruptDataException(
        "the keystore in %s is damaged: %s; restore it, or open it with OnDamage.START_EMPTY and fill it anew"
            .formatted(factory, why));
  }

  /**
   * Makes an empty generation and puts it in force. Until its marker is written, the marker says
   * that there is none, so that a crash on the way leaves nothing but leftovers.
   */
  private Generation createFirst() {
    marker.write(NONE);
    long number = last.incrementAndGet();
    Batching store = factory.create(name(number));
    DatastoreKeystore keystore = DatastoreKeystore.open(store);
    try {
      keystore.sync();
      marker.write(number);
    } catch (RuntimeException e) {
      Closing.onFailure(e, List.of(keystore));
      throw e;
    }
    return new Generation(number, keystore);
  }

  /**
   * The marker may have been renamed into place and not been made durable when the process died:
   * writing it once more makes sure before anything is deleted.
   */
  private void sweepAtOpening(Generation active, NavigableSet<Long> others) {
    try {
      marker.write(active.number());
    } catch (RuntimeException e) {
      Closing.onFailure(e, List.of(active.keystore()));
      throw e;
    }
    leftovers.addAll(others);
    sweepLeftovers();
  }

  /** Tries to destroy what earlier attempts left. */
  void sweepLeftovers() {
    for (long number : leftovers) {
      try {
        destroy(number, Event.SWEPT);
      } catch (RuntimeException e) {
        log.warn("generation {} of the keystore in {} stays: {}", name(number), factory, e, e);
      }
    }
  }

  /**
   * Makes the datastore of the next generation.
   *
   * @param options how it is filled
   */
  NewGeneration create(ReentrantLock writing, KeystoreOptions options) {
    long number = last.incrementAndGet();
    try {
      Batching store = factory.create(name(number));
      var sort = new ExternalSort(factory.scratch(name(number)), options.resetMemory());
      return new NewGeneration(number, store, sort, options.crew(), writing);
    } catch (RuntimeException e) {
      destroyAfter(e, number);
      throw e;
    }
  }

  /** Destroys a generation on account of a failure, which collects what fails. */
  void destroyAfter(Throwable failure, long number) {
    try {
      destroy(number);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Destroys a generation that is closed; one that cannot be is a leftover from then on.
   *
   * @return the bytes that were freed
   */
  long destroy(long number) {
    return destroy(number, Event.DELETED);
  }

  private long destroy(long number, Event how) {
    long freed;
    try {
      freed = factory.destroy(name(number));
    } catch (RuntimeException e) {
      leftovers.add(number);
      tell(Event.NOT_DELETED, number, 0);
      throw e;
    }
    leftovers.remove(number);
    tell(how, number, freed);
    return freed;
  }

  /** Logs an event, and tells the listener. */
  void tell(Event event, long number, long bytes) {
    log.info("keystore in {}: {} {}, {} bytes", factory, name(number), event, bytes);
    try {
      listener.on(event, name(number), bytes);
    } catch (RuntimeException e) {
      log.warn("the listener of the keystore in {} failed", factory, e);
    }
  }

  /**
   * Makes the marker say {@code to} in place of {@code from}.
   *
   * @throws DatastoreException if that failed; the marker says {@code from}, or {@link
   *     #checkCertain} fails from then on
   */
  void flip(long from, long to) {
    try {
      marker.write(to);
    } catch (RuntimeException | Error e) {
      restoreMarker(from, e);
      throw e;
    }
  }

  private void restoreMarker(long from, Throwable failure) {
    try {
      OptionalLong now = marker.read();
      if (now.isEmpty() || now.getAsLong() != from) {
        marker.write(from);
      }
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      doubt = failure;
    }
  }

  /** Returns whether the marker can say nothing but the generation that is in force. */
  boolean isCertain() {
    return doubt == null;
  }

  /**
   * Checks that the marker can say nothing but the generation that is in force.
   *
   * @throws DatastoreException if a flip failed and could not be taken back
   */
  void checkCertain() {
    Throwable cause = doubt;
    if (cause != null) {
      throw new DatastoreException(
          "the keystore in %s takes no changes: its marker could be written neither forth nor back, so it is not known which generation will be found; open it again"
              .formatted(factory),
          cause);
    }
  }

  /** Returns the names of generations that could not be destroyed so far. */
  List<String> leftovers() {
    return leftovers.stream().map(GenerationName::of).toList();
  }

  Optional<CorruptDataException> damage() {
    return Optional.ofNullable(damage);
  }

  private NavigableSet<Long> numbers() {
    NavigableSet<Long> numbers = new TreeSet<>();
    for (String name : factory.names()) {
      GenerationName.parse(name).ifPresent(numbers::add);
    }
    return numbers;
  }

  private static String name(long number) {
    return GenerationName.of(number);
  }

  @Override
  public void close() {
    marker.close();
  }

  @Override
  public String toString() {
    return factory.toString();
  }
}
