package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.FileNotFoundException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.iq80.leveldb.DB;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JavaEngineTest {

  private static final byte[] VALUE = {7};

  @TempDir Path directory;

  /** What the library answers, one after the other: a value, or an exception. */
  private final Deque<Object> answers = new ArrayDeque<>();

  @Test
  void a_table_that_a_compaction_has_just_replaced_is_looked_for_again() {
    answers.addAll(List.of(tableIsGone(), tableIsGone(), VALUE));

    assertThat(get()).isSameAs(VALUE);
    assertThat(answers).isEmpty();
  }

  @Test
  void a_table_that_is_missing_for_good_is_told() {
    RuntimeException last = tableIsGone();
    for (int i = 1; i < 10; i++) {
      answers.add(tableIsGone());
    }
    answers.add(last);

    assertThatThrownBy(this::get).isSameAs(last);
  }

  @Test
  void any_other_failure_is_told_at_once() {
    RuntimeException failure = new IllegalArgumentException("a length of -1");
    answers.addAll(List.of(failure, VALUE));

    assertThatThrownBy(this::get).isSameAs(failure);
    assertThat(answers).containsExactly(VALUE);
  }

  private byte[] get() {
    try (StoreDirectory claim = StoreDirectory.claim("LevelDB", directory)) {
      GuardedWrites writes =
          new GuardedWrites(
              Durability.VISIBLE, () -> {}, DiskReserve.of(claim, /* reserve= */ 0, () -> 0));
      byte[] found = new JavaEngine(claim, library(), writes).get(new byte[] {'/'});
      assertThat(found).isNotNull();
      return found;
    }
  }

  private DB library() {
    return (DB)
        Proxy.newProxyInstance(
            DB.class.getClassLoader(),
            new Class<?>[] {DB.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("get");
              Object answer = answers.remove();
              if (answer instanceof RuntimeException failure) {
                throw failure;
              }
              return answer;
            });
  }

  private static RuntimeException tableIsGone() {
    return new RuntimeException("Could not open table 7", new FileNotFoundException("000007.sst"));
  }
}
