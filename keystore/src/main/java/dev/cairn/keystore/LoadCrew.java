package dev.cairn.keystore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does pieces of work on an executor and in the thread that hands them out, several at once. What
 * the executor has not begun when all is handed out is done by that thread too, so nothing depends
 * on whether the executor has a thread to spare. For one thread.
 */
final class LoadCrew {

  private final Executor executor;
  private final int most;
  private final List<Piece> handedOut = new ArrayList<>();

  /**
   * Creates a crew.
   *
   * @param most how many pieces are done at once at most, the caller's included
   */
  LoadCrew(Executor executor, int most) {
    this.executor = executor;
    this.most = most;
  }

  /** Hands a piece of work out, or does it. */
  void take(Runnable work) {
    Piece piece = new Piece(work);
    handedOut.removeIf(Piece::isDoneWell);
    handedOut.add(piece);
    if (handedOut.size() >= most || !isAccepted(piece)) {
      piece.run();
    }
  }

  private boolean isAccepted(Piece piece) {
    try {
      executor.execute(piece);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /**
   * Waits until all is done.
   *
   * @throws RuntimeException the first failure of a piece
   */
  void finish() {
    handedOut.forEach(Piece::run);
    handedOut.forEach(Piece::awaitEnd);
    handedOut.forEach(Piece::checkEnd);
  }

  /** A piece of work, done once, by whoever comes first. */
  private static final class Piece implements Runnable {
    private final Runnable work;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Piece(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      if (begun.compareAndSet(false, true)) {
        try {
          work.run();
          end.complete(null);
        } catch (RuntimeException | Error e) {
          end.completeExceptionally(e);
        }
      }
    }

    boolean isDoneWell() {
      return end.isDone() && !end.isCompletedExceptionally();
    }

    void awaitEnd() {
      end.handle((nothing, failure) -> failure).join();
    }

    void checkEnd() {
      try {
        end.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw e;
      }
    }
  }
}
