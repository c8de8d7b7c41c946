package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.DatastoreClosedException;
import org.junit.jupiter.api.Test;

class SingleUseTest {

  private final Lifecycle lifecycle = new Lifecycle("the store");

  @Test
  void it_is_refused_when_it_is_over() {
    SingleUse use = new SingleUse("a transaction", lifecycle);
    assertThatCode(use::check).doesNotThrowAnyException();

    use.end();
    use.end();

    assertThatThrownBy(use::check)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("a transaction is used once", "begin a new one");
  }

  @Test
  void a_closed_store_is_the_more_telling_reason() {
    SingleUse use = new SingleUse("a transaction", lifecycle);
    use.end();
    lifecycle.close(() -> {});

    assertThatThrownBy(use::check).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> new SingleUse("a transaction", lifecycle))
        .isInstanceOf(DatastoreClosedException.class);
  }
}
