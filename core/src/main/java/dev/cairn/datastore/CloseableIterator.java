package dev.cairn.datastore;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A listing that holds resources until it is closed, and that <b>completes or throws</b>: {@link
 * #hasNext()} answers {@code false} only where the listing is complete. One that cannot go on,
 * since data is damaged or the store was closed, throws a {@link DatastoreException}; it never ends
 * early in silence.
 *
 * <p>For one thread at a time; {@link #close()} may come from any.
 *
 * @param <T> what is listed
 */
public interface CloseableIterator<T> extends Iterator<T>, AutoCloseable {

  /**
   * {@return whether there is another element}
   *
   * @throws DatastoreException if the listing cannot be completed
   */
  @Override
  boolean hasNext();

  /**
   * {@return the next element}
   *
   * @throws NoSuchElementException if the listing is complete
   * @throws DatastoreException if the listing cannot be completed
   */
  @Override
  T next();

  /** Lets go of what the listing holds. Idempotent; a later call of another method is refused. */
  @Override
  void close();

  /** {@return the remaining elements as a stream that closes this listing when it is closed} */
  default Stream<T> stream() {
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(this, characteristics), /* parallel= */ false)
        .onClose(this::close);
  }

  /**
   * {@return all remaining elements, which must fit into memory} Closes this listing.
   *
   * @throws DatastoreException if the listing cannot be completed
   */
  default List<T> toList() {
    try (this) {
      List<T> all = new ArrayList<>();
      while (hasNext()) {
        all.add(next());
      }
      return all;
    }
  }
}
