package dev.cairn.datastore.wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class LoggingDatastoreTest {

  private static final Key KEY = Key.of("/key");

  private final List<String> lines = new ArrayList<>();
  private final List<@Nullable Throwable> failures = new ArrayList<>();
  private boolean debug = true;
  private int questions;

  /**
   * Answers that debug is on or off, formats what is logged at that level, and refuses the rest.
   */
  private final Logger log =
      (Logger)
          Proxy.newProxyInstance(
              Logger.class.getClassLoader(),
              new Class<?>[] {Logger.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("isDebugEnabled")) {
                  questions++;
                  return debug;
                }
                assertThat(method.getName()).isEqualTo("debug");
                assertThat(debug).as("logged although it is off").isTrue();
                var message =
                    MessageFormatter.arrayFormat((String) arguments[0], flattened(arguments));
                lines.add(message.getMessage());
                failures.add(message.getThrowable());
                return null;
              });

  private static Object[] flattened(Object[] arguments) {
    return arguments[1] instanceof Object[] several
        ? several
        : Arrays.copyOfRange(arguments, 1, arguments.length);
  }

  private final Datastore store = new LoggingDatastore(new MemoryDatastore(), "blocks", log);

  @Test
  void each_call_is_logged_with_the_name_what_it_is_about_and_how_it_ended() {
    store.put(KEY, "four".getBytes(UTF_8));
    assertThat(store.get(KEY)).isPresent();
    assertThat(store.get(Key.of("/no"))).isEmpty();
    assertThat(store.getAll(List.of(KEY, Key.of("/no")))).hasSize(1);
    assertThat(store.query(Query.below(Key.of("/none"))).toList()).isEmpty();
    try (Batch batch = ((LoggingDatastore) store).batch()) {
      batch.delete(KEY);
      batch.commit();
    }

    assertThat(lines)
        .containsExactly(
            "blocks: put /key: done, 4 bytes",
            "blocks: get /key: done, 4 bytes",
            "blocks: get /no: absent",
            "blocks: get-all 2 keys: done, 4 bytes",
            "blocks: query SELECT keys,vals FROM \"/none\": done",
            "blocks: batch /: done",
            "blocks: batch-delete /key: done",
            "blocks: commit /: done");
    assertThat(failures).containsOnlyNulls();
  }

  @Test
  void a_failure_is_logged_with_its_exception() {
    store.close();
    lines.clear();
    failures.clear();

    assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(DatastoreClosedException.class);

    assertThat(lines).containsExactly("blocks: get /key: failed");
    assertThat(failures.get(0)).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void where_the_level_is_off_nothing_is_formatted() {
    debug = false;

    store.put(KEY, new byte[1]);
    assertThat(store.has(KEY)).isTrue();

    assertThat(questions).isEqualTo(2);
    assertThat(lines).isEmpty();
  }

  @Test
  void the_log_is_found_by_the_name_of_the_class() {
    try (Datastore logged = new LoggingDatastore(new MemoryDatastore(), "blocks")) {
      logged.put(KEY, new byte[1]);
      assertThat(logged.size(KEY)).hasValue(1);
    }
  }
}
