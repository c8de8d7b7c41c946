package dev.cairn.datastore;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/** The capability to show a value where the engine holds it, without a copy. */
public interface View {

  /**
   * Shows the value of {@code key}.
   *
   * @param key the key
   * @param reader gets the bytes, to be read only, from position 0 to the limit; the buffer is
   *     valid during the call alone, and the call must not use or close the store
   * @param <R> what the reader makes of them
   * @return the reader's answer, or nothing where the key is absent
   */
  <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader);
}
