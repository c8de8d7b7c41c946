package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Multihash;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets threads that look for one block at one time share one read of it. */
final class Flights {

  private final ConcurrentMap<Multihash, CompletableFuture<@Nullable Block>> inTheAir =
      new ConcurrentHashMap<>();

  /**
   * Returns the block that a read in progress finds, or what {@code read} does where there is none.
   *
   * <p>An absence is not shared: the block may have been put since the other read looked.
   *
   * @param read looks for the block; {@code null} where it is nowhere
   * @throws DatastoreException what the read throws; one that another thread made is the cause
   */
  @Nullable Block share(Multihash multihash, Supplier<@Nullable Block> read) {
    CompletableFuture<@Nullable Block> mine = new CompletableFuture<>();
    CompletableFuture<@Nullable Block> theirs = inTheAir.putIfAbsent(multihash, mine);
    if (theirs == null) {
      return lead(multihash, mine, read);
    }
    Block found = follow(multihash, theirs);
    return found == null ? read.get() : found;
  }

  private @Nullable Block lead(
      Multihash multihash,
      CompletableFuture<@Nullable Block> flight,
      Supplier<@Nullable Block> read) {
    try {
      Block found = read.get();
      flight.complete(found);
      return found;
    } catch (Throwable e) {
      flight.completeExceptionally(e);
      throw e;
    } finally {
      inTheAir.remove(multihash, flight);
    }
  }

  /** Returns what the other found; {@code null} too where it failed in a way of its own. */
  private static @Nullable Block follow(
      Multihash multihash, CompletableFuture<@Nullable Block> theirs) {
    try {
      return theirs.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DatastoreException failure) {
        throw Failures.naming(
            "could not get " + multihash + " together with another reader", failure);
      }
      return null;
    }
  }
}
