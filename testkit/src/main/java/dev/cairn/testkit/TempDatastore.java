package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test a store of its own, in a field or a parameter of the type {@link Datastore}, {@link
 * dev.cairn.datastore.Batching} or {@link LeakTrackingDatastore}. After the test the store is
 * closed and its directory deleted; a test that left results or a batch open fails, and is told
 * where they were opened.
 *
 * <p>The store is one in memory, unless a driver or an opener is named. That of a static field
 * lives as long as the class of tests.
 *
 * <pre>{@code
 * @Test
 * void a_block_comes_back(@TempDatastore(driver = "rocksdb") Datastore store) {
 *   store.put(key, value);
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@ExtendWith(TempDatastoreExtension.class)
public @interface TempDatastore {

  /**
   * {@return the type of the store, as installed drivers name it, such as {@code levelds}; it gets
   * the field {@code path} where it takes one} Nothing where {@link #opener()} is given.
   */
  String driver() default "";

  /** {@return what opens the store: a class with a constructor without arguments} */
  Class<? extends Opener> opener() default InMemory.class;

  /** Opens a store in a directory. */
  @FunctionalInterface
  interface Opener {

    /**
     * {@return an open store}
     *
     * @param directory the store's own; its parent exists, it itself does not
     */
    Datastore open(Path directory);
  }

  /** Opens stores in memory. */
  final class InMemory implements Opener {

    /** For {@link TempDatastore}. */
    public InMemory() {}

    @Override
    public Datastore open(Path directory) {
      return new MemoryDatastore();
    }
  }
}
