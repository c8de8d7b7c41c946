package dev.cairn.keystore;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * How a {@link ResettableKeystore} behaves; immutable, each {@code with} returns an altered copy.
 */
public final class KeystoreOptions {

  private static final KeystoreOptions DEFAULTS =
      new KeystoreOptions(
          OnDamage.REFUSE,
          Duration.ofSeconds(1),
          64 << 20,
          Runnable::run,
          1,
          (event, generation, bytes) -> {});

  private final OnDamage onDamage;
  private final Duration drainTimeout;
  private final long resetMemory;
  private final Executor executor;
  private final int parallelism;
  private final GenerationListener listener;

  private KeystoreOptions(
      OnDamage onDamage,
      Duration drainTimeout,
      long resetMemory,
      Executor executor,
      int parallelism,
      GenerationListener listener) {
    this.onDamage = onDamage;
    this.drainTimeout = drainTimeout;
    this.resetMemory = resetMemory;
    this.executor = executor;
    this.parallelism = parallelism;
    this.listener = listener;
  }

  /** What opening does where the marker, or the generation that it names, is damaged or missing. */
  public enum OnDamage {
    /** Throws {@link dev.cairn.datastore.CorruptDataException} and leaves all as it is. */
    REFUSE,
    /**
     * Deletes what is there and begins with an empty set: right for whoever fills it again from the
     * blocks or the pins at once.
     */
    START_EMPTY
  }

  /** {@return the options that refuse damage, wait a second for readers, and sort in 64 MiB} */
  public static KeystoreOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these options with another answer to damage}
   *
   * @param answer what opening does
   */
  public KeystoreOptions withOnDamage(OnDamage answer) {
    return new KeystoreOptions(answer, drainTimeout, resetMemory, executor, parallelism, listener);
  }

  /**
   * {@return these options with another time that a commit waits for readers of the old set} A
   * listing that takes longer keeps the old set, and its disk space, until it is closed.
   *
   * @param timeout the time, not negative
   * @throws IllegalArgumentException if it is negative
   */
  public KeystoreOptions withDrainTimeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a time to wait is not negative: " + timeout);
    }
    return new KeystoreOptions(onDamage, timeout, resetMemory, executor, parallelism, listener);
  }

  /**
   * {@return these options with another bound on the memory in which a reset sorts what it is fed}
   * What is more goes through files; each feeding thread has a few megabytes besides.
   *
   * @param bytes at least 1
   * @throws IllegalArgumentException if it is less
   */
  public KeystoreOptions withResetMemory(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a reset needs memory to sort in, not " + bytes);
    }
    return new KeystoreOptions(onDamage, drainTimeout, bytes, executor, parallelism, listener);
  }

  /**
   * {@return these options with threads that help a commit to write the new set} By default the
   * committing thread writes alone. Engines without bulk loads are written by one thread always.
   *
   * @param helping runs pieces of the work; where it runs none, the committing thread does it all
   * @param threads how many pieces are written at once at most, at least 1, the committing thread's
   *     included; each takes some 30 MB of memory
   * @throws IllegalArgumentException if there are fewer
   */
  public KeystoreOptions withExecutor(Executor helping, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread writes a new set, not " + threads);
    }
    return new KeystoreOptions(onDamage, drainTimeout, resetMemory, helping, threads, listener);
  }

  /**
   * {@return these options with somebody who is told what becomes of generations}
   *
   * @param told the only one who is told
   */
  public KeystoreOptions withListener(GenerationListener told) {
    return new KeystoreOptions(onDamage, drainTimeout, resetMemory, executor, parallelism, told);
  }

  /** {@return what opening does where the keystore is damaged} */
  public OnDamage onDamage() {
    return onDamage;
  }

  /** {@return how long a commit waits for readers of the old set} */
  public Duration drainTimeout() {
    return drainTimeout;
  }

  /** {@return the bytes of memory in which a reset sorts what it is fed, about} */
  public long resetMemory() {
    return resetMemory;
  }

  /** Returns a crew to write one new set. */
  LoadCrew crew() {
    return new LoadCrew(executor, parallelism);
  }

  /** {@return who is told what becomes of generations} */
  public GenerationListener listener() {
    return listener;
  }

  @Override
  public String toString() {
    return "KeystoreOptions(onDamage=%s, drainTimeout=%s, resetMemory=%d)"
        .formatted(onDamage, drainTimeout, resetMemory);
  }
}
