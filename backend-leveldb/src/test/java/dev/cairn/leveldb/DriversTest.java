package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import dev.cairn.testkit.ForkedJvm;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DriversTest {

  private static final Key KEY = Key.of("/key");

  @TempDir Path directory;

  @Test
  void the_native_library_is_chosen_where_it_loads() {
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, LevelDbOptions.defaults())) {
      assertThat(store.driver()).isEqualTo(Driver.NATIVE);
    }
  }

  @Test
  void where_no_native_library_loads_the_one_in_java_reads_what_the_native_one_wrote() {
    put("native");

    List<String> lines = onPlatformWithoutLibrary(classPath(), Driver.AUTO);

    assertThat(lines).containsExactly("PURE_JAVA native");
  }

  @Test
  void the_native_library_reads_what_the_one_in_java_wrote() {
    LevelDbOptions options = LevelDbOptions.defaults().toBuilder().driver(Driver.PURE_JAVA).build();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      assertThat(store.driver()).isEqualTo(Driver.PURE_JAVA);
      store.put(KEY, "java".getBytes(StandardCharsets.UTF_8));
    }
    LevelDbDatastore.open(directory, options).close(); // what lay in the log is a table now

    assertThat(get(LevelDbOptions.defaults())).isEqualTo("java");
  }

  @Test
  void the_native_library_is_never_replaced_where_it_was_asked_for() {
    put("native");

    List<String> lines = onPlatformWithoutLibrary(classPath(), Driver.NATIVE);

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith(
            "UnsupportedPlatformException: cannot load LevelDB's native library on FreeBSD/")
        .contains("io.github.tronprotocol:leveldbjni-all")
        .contains("library.leveldbjni.path")
        .contains("org.iq80.leveldb:leveldb");
  }

  @Test
  void where_nothing_fits_the_error_names_the_cures() {
    List<String> lines = onPlatformWithoutLibrary(classPathWithoutJavaDriver(), Driver.AUTO);

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith(
            "UnsupportedPlatformException: cannot load LevelDB's native library on FreeBSD/");
  }

  @Test
  void the_library_in_java_is_named_where_it_is_missing() {
    List<String> lines = onPlatformWithoutLibrary(classPathWithoutJavaDriver(), Driver.PURE_JAVA);

    assertThat(lines)
        .containsExactly(
            "UnsupportedPlatformException: the class path does not hold LevelDB in Java: add"
                + " org.iq80.leveldb:leveldb, without its leveldb-api, and com.google.guava:guava");
  }

  @Test
  void the_library_in_java_lists_backwards_whatever_the_size() {
    LevelDbOptions options = LevelDbOptions.defaults().toBuilder().driver(Driver.PURE_JAVA).build();
    List<Key> keys = new ArrayList<>();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      for (int i = 0; i < 40; i++) {
        Key key = Key.of("/large/%02d".formatted(i));
        store.put(key, new byte[i % 10 == 0 ? 3 << 20 : 150_000]);
        keys.add(key);
      }
      Collections.reverse(keys);

      List<Key> listed = new ArrayList<>();
      try (var results = store.query(Query.all().orderedBy(Order.KEY_DESCENDING))) {
        while (results.hasNext()) {
          listed.add(results.next().key());
          store.delete(keys.get(listed.size() - 1));
          store.put(Key.of("/large/%02da".formatted(listed.size())), new byte[0]);
        }
      }

      assertThat(listed).isEqualTo(keys);
    }
  }

  private void put(String value) {
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, LevelDbOptions.defaults())) {
      store.put(KEY, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String get(LevelDbOptions options) {
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      return new String(store.get(KEY).orElseThrow(), StandardCharsets.UTF_8);
    }
  }

  private List<String> onPlatformWithoutLibrary(String classPath, Driver driver) {
    return ForkedJvm.of(Reader.class, directory.toString(), driver.name())
        .withOption("-cp")
        .withOption(classPath)
        .withProperty("os.name", "FreeBSD")
        .run()
        .expectSuccess()
        .lines();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static String classPathWithoutJavaDriver() {
    return Arrays.stream(classPath().split(File.pathSeparator))
        .filter(entry -> !entry.contains("iq80"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Opens a store twice, since a library that failed once fails otherwise, and tells of it. */
  static final class Reader {

    private Reader() {}

    /** Takes a directory and a driver. */
    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    public static void main(String[] arguments) {
      Path directory = Path.of(arguments[0]);
      LevelDbOptions options =
          LevelDbOptions.defaults().toBuilder().driver(Driver.valueOf(arguments[1])).build();
      String first = read(directory, options);
      String second = read(directory, options);
      System.out.println(first.equals(second) ? second : first + " and then " + second);
    }

    private static String read(Path directory, LevelDbOptions options) {
      try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
        byte[] value = store.get(KEY).orElseThrow();
        return store.driver() + " " + new String(value, StandardCharsets.UTF_8);
      } catch (DatastoreException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
      }
    }
  }
}
