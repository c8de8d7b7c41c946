package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.View;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a {@link View} shows: the very bytes of a value, to be read and not to be written. */
public abstract class ViewContract extends DatastoreFixture {

  private static final Key KEY = Key.of("/viewed");

  /** Creates the contract for one test. */
  protected ViewContract() {}

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void a_view_shows_what_a_get_returns() {
    View view = claimed(View.class);
    for (int size : new int[] {0, 1, 1000, 3_000_000}) {
      store().put(KEY, Samples.bytes(size));

      assertThat(view.view(KEY, ByteBuffer::position)).hasValue(0);
      assertThat(view.view(KEY, ByteBuffer::limit)).hasValue(size);
      assertThat(view.view(KEY, ViewContract::bytes)).hasValue(Samples.bytes(size));
    }
  }

  @Test
  void of_an_absent_key_nothing_is_shown() {
    Optional<String> shown =
        claimed(View.class)
            .view(
                Key.of("/absent"),
                buffer -> {
                  throw new AssertionError("shown " + buffer);
                });

    assertThat(shown).isEmpty();
  }

  @Test
  void what_is_shown_cannot_be_written_to() {
    View view = claimed(View.class);
    store().put(KEY, Samples.bytes("value"));

    assertThatThrownBy(() -> view.view(KEY, buffer -> buffer.put(0, (byte) '!')))
        .isInstanceOf(ReadOnlyBufferException.class);

    DatastoreContract.assertHolds(store(), KEY, Samples.bytes("value"));
  }

  @Test
  void what_a_reader_throws_reaches_the_caller_and_the_store_goes_on() {
    View view = claimed(View.class);
    store().put(KEY, Samples.bytes("value"));

    assertThatThrownBy(
            () ->
                view.view(
                    KEY,
                    buffer -> {
                      throw new UnsupportedOperationException("thrown by a reader");
                    }))
        .hasMessage("thrown by a reader");

    store().put(KEY, Samples.bytes("other"));
    assertThat(view.view(KEY, ViewContract::bytes)).hasValue(Samples.bytes("other"));
  }

  @Test
  void a_value_is_shown_whole_while_others_replace_it() {
    View view = claimed(View.class);
    store().put(KEY, filled(0));
    try (Together threads = new Together()) {
      threads.start(
          () -> {
            for (int i = 0; i < 500; i++) {
              store().put(KEY, filled(i % 100));
            }
          });
      threads.start(
          () -> {
            for (int i = 0; i < 500; i++) {
              byte[] seen = view.view(KEY, ViewContract::bytes).orElseThrow();
              assertThat(seen).isEqualTo(filled(seen[0]));
            }
          });
    }
  }

  private static byte[] filled(int with) {
    byte[] value = new byte[5000 + with];
    Arrays.fill(value, (byte) with);
    return value;
  }
}
