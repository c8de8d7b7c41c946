package dev.cairn.mount;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Slows work in the background down, so that it leaves the disk to others. */
@FunctionalInterface
public interface Pace {

  /**
   * Returns when the work may go on; called by one thread, after each step.
   *
   * @param bytes how many were read in that step
   */
  void spend(long bytes);

  /** {@return the pace of work that nothing slows down} */
  static Pace unlimited() {
    return bytes -> {};
  }

  /**
   * {@return the pace of at most so many bytes a second, for one piece of work} A thread that is
   * interrupted is not held up any more.
   *
   * @param bytesPerSecond positive
   */
  static Pace bytesPerSecond(long bytesPerSecond) {
    return bytesPerSecond(bytesPerSecond, System::nanoTime, LockSupport::parkNanos);
  }

  /**
   * {@return the pace of at most so many bytes a second, by another clock}
   *
   * @param bytesPerSecond positive
   * @param nanoTime tells the time in nanoseconds, as {@link System#nanoTime()} does
   * @param pause lets about so many nanoseconds pass
   */
  static Pace bytesPerSecond(long bytesPerSecond, LongSupplier nanoTime, LongConsumer pause) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "work cannot go on at %d bytes a second; give at least 1".formatted(bytesPerSecond));
    }
    return new Pace() {
      private long due = nanoTime.getAsLong();

      @Override
      public void spend(long bytes) {
        long now = nanoTime.getAsLong();
        double nanos = (double) bytes / bytesPerSecond * TimeUnit.SECONDS.toNanos(1);
        due = (due - now > 0 ? due : now) + (long) nanos;
        while (due - now > 0 && !Thread.currentThread().isInterrupted()) {
          pause.accept(due - now);
          now = nanoTime.getAsLong();
        }
      }
    };
  }
}
