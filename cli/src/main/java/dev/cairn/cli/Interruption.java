package dev.cairn.cli;

import dev.cairn.datastore.CancellationToken;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and termination: the command that runs is told to stop, and has some time to do so in good
 * order before the process ends.
 */
final class Interruption implements CancellationToken {

  /** A step of a command may be a write of many blocks. */
  private static final long SECONDS_TO_STOP = 10;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean interrupted;

  /** Begins to listen. */
  void listen() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "interruption"));
  }

  /** Tells the command to stop, and waits until it has, or for as long as it may take. */
  void stop() {
    interrupted = true;
    try {
      ended.await(SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that the command is at its end, whatever becomes of the process. */
  void ended() {
    ended.countDown();
  }

  @Override
  public boolean isCancelled() {
    return interrupted;
  }
}
