package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.keystore.Steps.Failure;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A reset that is fed by a publisher. */
class PublishedResetTest {

  private final Steps steps = new Steps();
  private final FakeDisk disk = new FakeDisk(steps);
  private final ManualPublisher publisher = new ManualPublisher();

  @Test
  void all_that_is_published_is_in_the_new_set() {
    List<Multihash> many = Samples.numbered(0, 2 * Portion.MOST + 5);
    try (ResettableKeystore keystore = disk.open();
        Reset reset = keystore.reset()) {
      CompletionStage<Void> fed;
      try (SubmissionPublisher<Multihash> concurrent = new SubmissionPublisher<>()) {
        fed = reset.feed(concurrent);
        many.forEach(concurrent::submit);
      }
      fed.toCompletableFuture().join();

      assertThat(reset.commit().after()).isEqualTo(many.size());
    }
  }

  @Test
  void no_more_is_asked_for_than_can_be_dealt_with() {
    try (ResettableKeystore keystore = disk.open();
        Reset reset = keystore.reset()) {
      reset.feed(publisher);
      assertThat(publisher.requested).isEqualTo(Portion.MOST);
      publisher.send(Samples.numbered(0, Portion.MOST - 1));
      assertThat(publisher.requested).isEqualTo(Portion.MOST);
      publisher.send(Samples.numbered(0, 1));
      assertThat(publisher.requested).isEqualTo(2 * Portion.MOST);
    }
  }

  @Test
  void a_reset_cannot_be_committed_before_its_publisher_has_completed() {
    try (ResettableKeystore keystore = disk.open();
        Reset reset = keystore.reset()) {
      CompletionStage<Void> fed = reset.feed(publisher);
      publisher.send(Samples.numbered(0, 3));

      assertThatThrownBy(reset::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is being fed");

      publisher.subscriber().onComplete();
      assertThat(fed.toCompletableFuture()).isCompleted();
      assertThat(reset.commit().after()).isEqualTo(3);
    }
  }

  @Test
  void a_publisher_that_fails_is_never_committed() {
    try (ResettableKeystore keystore = disk.open()) {
      keystore.put(Samples.numbered(100, 110));
      try (Reset reset = keystore.reset()) {
        CompletionStage<Void> fed = reset.feed(publisher);
        publisher.send(Samples.numbered(0, 3));
        publisher.subscriber().onError(new IllegalStateException("the pins cannot be read"));

        assertThatThrownBy(() -> fed.toCompletableFuture().join())
            .isInstanceOf(CompletionException.class)
            .hasMessageContaining("the pins cannot be read");
        assertThatThrownBy(reset::commit)
            .isInstanceOf(DatastoreException.class)
            .hasMessageContaining("the pins cannot be read");
      }
      assertThat(keystore.size()).isEqualTo(10);
    }
  }

  @Test
  void where_it_cannot_be_written_the_publisher_is_cancelled() {
    try (ResettableKeystore keystore = disk.open(KeystoreOptions.defaults().withResetMemory(1));
        Reset reset = keystore.reset()) {
      CompletionStage<Void> fed = reset.feed(publisher);
      steps.plan(Failure.ERROR, "create run-1 of gen-2");
      publisher.send(Samples.numbered(0, Portion.MOST));

      assertThat(publisher.cancelled).isTrue();
      assertThat(fed.toCompletableFuture()).isCompletedExceptionally();
      assertThatThrownBy(reset::commit).hasMessageContaining("injected: create run-1");
    }
  }

  @Test
  void closing_the_reset_cancels_the_publisher_when_it_sends_more() {
    try (ResettableKeystore keystore = disk.open()) {
      Reset reset = keystore.reset();
      CompletionStage<Void> fed = reset.feed(publisher);
      reset.close();
      publisher.send(Samples.numbered(0, Portion.MOST));

      assertThat(publisher.cancelled).isTrue();
      assertThatThrownBy(() -> fed.toCompletableFuture().join())
          .hasCauseInstanceOf(DatastoreClosedException.class);
      assertThat(disk.names()).containsExactly("gen-1");
    }
  }

  /** Sends when the test says so, in its thread. */
  private static final class ManualPublisher
      implements Flow.Publisher<Multihash>, Flow.Subscription {
    private Flow.@Nullable Subscriber<? super Multihash> subscriber;
    private long requested;
    private boolean cancelled;

    @Override
    public void subscribe(Flow.Subscriber<? super Multihash> first) {
      subscriber = first;
      first.onSubscribe(this);
    }

    Flow.Subscriber<? super Multihash> subscriber() {
      assertThat(subscriber).isNotNull();
      return subscriber;
    }

    void send(List<Multihash> multihashes) {
      multihashes.forEach(subscriber()::onNext);
    }

    @Override
    public void request(long more) {
      requested += more;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
