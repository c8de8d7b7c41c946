package dev.cairn.datastore.async;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.Closing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A listing that shows some entries at a time to a reader, and reads more when the reader is done
 * with them. It runs on one thread at a time, and on none while it waits for the reader.
 */
final class Listing {

  private final Datastore store;
  private final Query query;
  private final int atOnce;
  private final Function<? super List<Entry>, ? extends CompletionStage<?>> reader;
  private final Consumer<Runnable> later;
  private final CompletableFuture<Void> done;

  /** Whether somebody has the results in hand; whoever closes them keeps them in hand. */
  private final AtomicBoolean taken = new AtomicBoolean();

  private @Nullable Results results;

  /**
   * Creates a listing that has not begun.
   *
   * @param store where to list
   * @param query what to list
   * @param atOnce how many entries are shown at once, at least 1
   * @param reader takes the entries
   * @param later runs what it is given on the executor, or else completes {@code done}
   * @param done is completed at the end; completed by somebody else, it ends the listing
   */
  Listing(
      Datastore store,
      Query query,
      int atOnce,
      Function<? super List<Entry>, ? extends CompletionStage<?>> reader,
      Consumer<Runnable> later,
      CompletableFuture<Void> done) {
    this.store = store;
    this.query = query;
    this.atOnce = atOnce;
    this.reader = reader;
    this.later = later;
    this.done = done;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whoever waits, waits for done
  void start() {
    done.whenComplete((nothing, failure) -> closeUnlessTaken());
    later.accept(this::run);
  }

  /** Shows entries until the reader needs time, or the listing is over. */
  private void run() {
    if (!taken.compareAndSet(false, true)) {
      return; // it was cancelled while nobody had it in hand
    }
    try {
      Results open = results == null ? store.query(query) : results;
      results = open;
      while (!done.isDone()) {
        List<Entry> some = next(open);
        if (some.isEmpty()) {
          open.close();
          done.complete(null);
          return;
        }
        CompletableFuture<?> read = read(some);
        if (!read.isDone()) {
          pauseUntil(read);
          return;
        }
        read.join();
      }
      open.close();
    } catch (Throwable e) { // whatever it is, somebody waits for it
      fail(e);
    }
  }

  private List<Entry> next(Results open) {
    List<Entry> some = new ArrayList<>();
    while (some.size() < atOnce && open.hasNext()) {
      some.add(open.next());
    }
    return some;
  }

  private CompletableFuture<?> read(List<Entry> some) {
    CompletableFuture<Object> read = new CompletableFuture<>();
    reader
        .apply(some)
        .whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                read.complete(some);
              } else {
                read.completeExceptionally(failure);
              }
            });
    return read;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whoever waits, waits for done
  private void pauseUntil(CompletableFuture<?> read) {
    taken.set(false);
    if (done.isDone()) {
      closeUnlessTaken();
    }
    read.whenComplete(
        (nothing, failure) -> {
          if (failure == null) {
            later.accept(this::run);
          } else {
            done.completeExceptionally(reason(failure));
          }
        });
  }

  private void fail(Throwable e) {
    Throwable reason = reason(e);
    if (results != null) {
      Closing.onFailure(reason, List.of(results));
    }
    done.completeExceptionally(reason);
  }

  private static Throwable reason(Throwable e) {
    Throwable cause = e.getCause();
    return e instanceof CompletionException && cause != null ? cause : e;
  }

  private void closeUnlessTaken() {
    if (taken.compareAndSet(false, true) && results != null) {
      results.close();
    }
  }
}
