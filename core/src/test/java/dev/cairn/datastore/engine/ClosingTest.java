package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.DatastoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnnecessaryLambda") // each is one thing to close, told by its name
class ClosingTest {

  private final List<String> closed = new ArrayList<>();
  private final AutoCloseable first = () -> closed.add("first");
  private final AutoCloseable last = () -> closed.add("last");
  private final AutoCloseable failing =
      () -> {
        throw new IllegalStateException("unchecked");
      };
  private final AutoCloseable failingChecked =
      () -> {
        throw new IOException("checked");
      };

  @Test
  void everything_is_closed_in_order() {
    Closing.all(List.of(first, last));

    assertThat(closed).containsExactly("first", "last");
  }

  @Test
  void a_failure_keeps_none_from_being_closed() {
    assertThatThrownBy(() -> Closing.all(List.of(failing, first, failingChecked, last)))
        .isInstanceOf(IllegalStateException.class)
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .singleElement()
                    .isInstanceOf(DatastoreException.class));
    assertThat(closed).containsExactly("first", "last");
  }

  @Test
  void a_checked_failure_is_wrapped() {
    assertThatThrownBy(() -> Closing.all(List.of(failingChecked)))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContainingAll("could not close", "checked")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void an_earlier_failure_collects_those_of_closing() {
    Exception failure = new Exception("earlier");

    Closing.onFailure(failure, List.of(first, failing, last));
    Closing.onFailure(failure, List.of());

    assertThat(closed).containsExactly("first", "last");
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(suppressed -> assertThat(suppressed).hasMessage("unchecked"));
  }
}
