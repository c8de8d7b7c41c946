package dev.cairn.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

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
 * What every contract stands on: a directory for each test, and the stores that it opened there,
 * closed after it.
 *
 * <p>Whatever a test leaves open (results, batches, transactions) fails it, with the place where it
 * was opened.
 */
public abstract class DatastoreFixture extends StoreUnderTest {

  private final List<LeakTrackingDatastore> opened = new ArrayList<>();
  private Path directory = Path.of("");
  private @Nullable Datastore store;

  /** Creates the fixture of one test. */
  protected DatastoreFixture() {}

  /**
   * Returns who describes the store: this contract itself, or the {@link EngineContract} of which
   * it is a part.
   */
  StoreUnderTest described() {
    return this;
  }

  @Override
  protected boolean persistent() {
    return described() == this || described().persistent();
  }

  @Override
  protected boolean snapshotResults() {
    return described() == this || described().snapshotResults();
  }

  @Override
  protected boolean supports(Key key) {
    return described() == this || described().supports(key);
  }

  /** Returns the name by which another JVM {@linkplain FixtureInstances makes} the description. */
  final String nameForForks() {
    return described().getClass().getName();
  }

  @BeforeEach
  final void useDirectory(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  final void closeWhatWasOpened() {
    try {
      opened.forEach(LeakTrackingDatastore::assertNothingOpen);
    } finally {
      Closing.all(opened);
    }
  }

  /** Returns a directory that is this test's own. */
  final Path directory(String name) {
    return directory.resolve(name);
  }

  /** Opens a store that is closed after the test at the latest. */
  final Datastore openAt(String name) {
    return track(open(directory(name)));
  }

  /** Remembers a store, to be closed after the test at the latest; returns it watched for leaks. */
  final Datastore track(Datastore datastore) {
    LeakTrackingDatastore watched = new LeakTrackingDatastore(datastore);
    opened.add(watched);
    return watched;
  }

  /** Returns the store under test, empty when it is first asked for. */
  final Datastore store() {
    if (store == null) {
      store = openAt("store");
    }
    return store;
  }

  /** Returns an ability of the store under test; skips the test where the store claims none. */
  final <T> T claimed(Class<T> ability) {
    return store()
        .capability(ability)
        .orElseGet(() -> abort("the store does not claim " + ability.getSimpleName()));
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
