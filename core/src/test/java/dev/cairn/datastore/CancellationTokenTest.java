package dev.cairn.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CancellationTokenTest {

  @Test
  void work_goes_on_until_it_is_cancelled() {
    AtomicBoolean stop = new AtomicBoolean();
    CancellationToken token = stop::get;
    assertThatCode(() -> token.check("copy /a")).doesNotThrowAnyException();

    stop.set(true);

    assertThatThrownBy(() -> token.check("copy /a"))
        .isInstanceOf(CancelledException.class)
        .hasMessageContainingAll("copy /a", "the caller cancelled it")
        .satisfies(e -> assertThat(((DatastoreException) e).retryable()).isFalse());
  }

  @Test
  void either_of_two_stops_it() {
    AtomicBoolean first = new AtomicBoolean();
    AtomicBoolean second = new AtomicBoolean();
    CancellationToken either = CancellationToken.never().or(first::get).or(second::get);
    assertThat(either.isCancelled()).isFalse();

    second.set(true);
    assertThat(either.isCancelled()).isTrue();
    second.set(false);
    first.set(true);
    assertThat(either.isCancelled()).isTrue();
  }

  @Test
  void a_deadline_is_the_first_moment_that_is_too_late() {
    Instant deadline = Instant.ofEpochSecond(100);
    SettableClock clock = new SettableClock();
    CancellationToken token = CancellationToken.at(deadline, clock);

    clock.now = deadline.minusNanos(1);
    assertThat(token.isCancelled()).isFalse();
    clock.now = deadline;
    assertThat(token.isCancelled()).isTrue();
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
