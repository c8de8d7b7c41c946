package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.Closing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the contracts know of the store that they test: how to open it, and what it promises less of
 * than others.
 *
 * <p>{@link LifecycleContract} and {@link CrashContract} open the store in another JVM too: there
 * an instance is made by the constructor without arguments, and nothing but {@link #open} and the
 * methods beside it is called.
 */
public abstract class DatastoreFixture {

  private final List<Datastore> opened = new ArrayList<>();
  private Path directory = Path.of("");
  private @Nullable Datastore store;

  /** Creates the fixture of one test. */
  protected DatastoreFixture() {}

  /**
   * {@return the store in {@code directory}, created where there is none yet} The contract closes
   * it. It is called for one directory again once the store there is closed, never before.
   *
   * @param directory the store's own; its parent exists, it itself may not
   */
  protected abstract Datastore open(Path directory);

  /** {@return whether a store that is closed and opened again holds what it held} */
  protected boolean persistent() {
    return true;
  }

  /**
   * {@return whether results show the store as it was when the query was asked, whatever is written
   * meanwhile} Where not, they must still list, once each, all entries that nobody touches.
   */
  protected boolean snapshotResults() {
    return true;
  }

  /**
   * {@return whether the store can hold {@code key}} Where not, it must refuse to write it with
   * {@link dev.cairn.datastore.UnsupportedKeyException} and say that it does not hold it.
   *
   * @param key any key
   */
  protected boolean supports(Key key) {
    return true;
  }

  @BeforeEach
  final void useDirectory(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  final void closeWhatWasOpened() {
    Closing.all(opened);
  }

  /** Returns a directory that is this test's own. */
  final Path directory(String name) {
    return directory.resolve(name);
  }

  /** Opens a store that is closed after the test at the latest. */
  final Datastore openAt(String name) {
    return track(open(directory(name)));
  }

  /** Remembers a store, to be closed after the test at the latest. */
  final Datastore track(Datastore datastore) {
    opened.add(datastore);
    return datastore;
  }

  /** Returns the store under test, empty when it is first asked for. */
  final Datastore store() {
    if (store == null) {
      store = openAt("store");
    }
    return store;
  }

  /** Closes the store under test and returns it opened again. */
  final Datastore reopened() {
    store().close();
    store = null;
    return store();
  }

  /** Puts everything into a store. */
  static void putAll(Datastore target, Map<Key, byte[]> contents) {
    contents.forEach(target::put);
  }
}
