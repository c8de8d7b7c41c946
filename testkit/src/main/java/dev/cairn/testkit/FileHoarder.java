package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.engine.Closing;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Opens as many files as a process may and then uses stores, in a JVM of its own. */
final class FileHoarder {

  static final String WENT_ON = "went on";

  private static final String PACKAGES = "dev";
  private static final int SAMPLES = 20;
  private static final Map<Key, byte[]> CONTENTS = Samples.tree(SAMPLES);

  private FileHoarder() {}

  /** Takes the class of a fixture, and a directory with two stores. Prints every refusal. */
  public static void main(String[] arguments) throws Exception {
    StoreUnderTest fixture = FixtureInstances.create(arguments[0]);
    Path first = Path.of(arguments[1], "first");
    Path second = Path.of(arguments[1], "second");
    write(fixture, first); // whatever has to be loaded for a store is loaded now
    write(fixture, second);
    loadAllClasses();

    try (Datastore store = fixture.open(first)) {
      List<AutoCloseable> files = openAllThereAre(first);
      tolerate(() -> assertHolds(store));
      tolerate(() -> assertHolds(fixture, second));
      Closing.all(files);

      assertHolds(store);
      store.put(Key.of("/later"), Samples.bytes("later"));
    }
    assertHolds(fixture, first);
    assertHolds(fixture, second);
    print(WENT_ON);
  }

  private static void write(StoreUnderTest fixture, Path directory) {
    try (Datastore store = fixture.open(directory)) {
      CONTENTS.forEach(store::put);
    }
  }

  private static void assertHolds(StoreUnderTest fixture, Path directory) {
    try (Datastore store = fixture.open(directory)) {
      assertHolds(store);
    }
  }

  private static void assertHolds(Datastore store) {
    CONTENTS.forEach(
        (key, value) ->
            assertThat(store.get(key))
                .hasValueSatisfying(held -> assertThat(held).isEqualTo(value)));
    assertThat(store.query(Query.below(Key.of("/capital")).keysOnly()).toList()).hasSize(SAMPLES);
  }

  private static void tolerate(Runnable use) {
    try {
      use.run();
    } catch (DatastoreException e) {
      assertThat(e.retryable()).as("retryable: " + e).isTrue();
      print(String.valueOf(e.getMessage()));
    }
  }

  private static List<AutoCloseable> openAllThereAre(Path directory) throws IOException {
    Path file = Files.createFile(directory.resolveSibling("hoarded"));
    List<AutoCloseable> files = new ArrayList<>();
    try {
      while (true) {
        files.add(new FileInputStream(file.toFile()));
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("Too many open files");
      return files;
    }
  }

  /** Loads what lies in folders: no class could be read from there later. */
  private static void loadAllClasses() throws Exception {
    ClassLoader loader = FileHoarder.class.getClassLoader();
    for (URL root : Collections.list(loader.getResources(PACKAGES))) {
      if (root.getProtocol().equals("file")) {
        Path packages = Path.of(root.toURI());
        for (String name : classesBelow(packages, Objects.requireNonNull(packages.getParent()))) {
          Class.forName(name, /* initialize= */ false, loader);
        }
      }
    }
  }

  private static List<String> classesBelow(Path packages, Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(packages)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .map(name -> name.replace(".class", "").replace(File.separatorChar, '.'))
          .toList();
    }
  }

  @SuppressWarnings("SystemOut") // read by the JVM that started this one
  private static void print(String line) {
    System.out.println(line);
  }
}
