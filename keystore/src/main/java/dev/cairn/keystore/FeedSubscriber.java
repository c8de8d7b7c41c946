package dev.cairn.keystore;

import dev.cairn.multiformats.Multihash;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes what a publisher sends, in portions, and asks for more when one is dealt with. */
final class FeedSubscriber implements Flow.Subscriber<Multihash> {

  private final Consumer<List<Multihash>> feed;
  private final CompletableFuture<Void> fed = new CompletableFuture<>();
  private final Portion portion = new Portion();
  private Flow.@Nullable Subscription subscription;

  /**
   * Creates a subscriber for one publisher.
   *
   * @param feed takes a portion; what it throws ends the subscription
   */
  FeedSubscriber(Consumer<List<Multihash>> feed) {
    this.feed = feed;
  }

  /** Returns the end of it: completed when all was fed, or failed with what went wrong. */
  CompletableFuture<Void> fed() {
    return fed;
  }

  @Override
  public void onSubscribe(Flow.Subscription first) {
    if (subscription != null) {
      first.cancel();
      return;
    }
    subscription = first;
    first.request(Portion.MOST);
  }

  @Override
  public void onNext(Multihash multihash) {
    if (!fed.isDone() && portion.add(multihash)) {
      pass();
    }
  }

  private void pass() {
    List<Multihash> taken = portion.take();
    try {
      feed.accept(taken);
      if (subscription != null) {
        subscription.request(Math.max(1, taken.size()));
      }
    } catch (RuntimeException | Error e) {
      if (subscription != null) {
        subscription.cancel();
      }
      fed.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    fed.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    pass();
    fed.complete(null);
  }
}
