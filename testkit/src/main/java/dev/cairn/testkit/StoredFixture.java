package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import java.nio.file.Path;

/** What the contracts for stores in a directory of their own know besides how to open one. */
public abstract class StoredFixture extends DatastoreFixture {

  /** Creates the fixture of one test. */
  protected StoredFixture() {}

  /**
   * {@return the store in {@code directory}, open for reading alone} The contract closes it.
   *
   * @param directory where a store may be
   */
  protected abstract Datastore openReadOnly(Path directory);
}
