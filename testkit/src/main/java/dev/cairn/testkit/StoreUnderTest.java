package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import java.nio.file.Path;

/**
 * What the contracts know of the store that they test: how to open it, and what it promises less of
 * than others.
 *
 * <p>Some contracts open the store in another JVM too: there an instance is made by the constructor
 * without arguments, and nothing but {@link #open} and the methods beside it is called.
 */
public abstract class StoreUnderTest {

  /** Creates the description, for one test. */
  protected StoreUnderTest() {}

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
}
