package dev.cairn.keystore;

import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Something that keeps the generation it reads, in force or not, until it is closed. */
final class GenerationUse implements AutoCloseable {

  private final AutoCloseable reader;
  private final Generation generation;
  private final Lifecycle lifecycle;
  private final ReentrantLock closing = new ReentrantLock();
  private boolean closed;

  /** Takes over one use of {@code generation}; called during a call on the keystore. */
  @SuppressWarnings("this-escape") // registering is the last step; only close() may follow
  GenerationUse(AutoCloseable reader, Generation generation, Lifecycle lifecycle) {
    this.reader = reader;
    this.generation = generation;
    this.lifecycle = lifecycle;
    lifecycle.register(this);
  }

  /** Under a lock, so that whoever closes the keystore waits for the generation to be let go. */
  @Override
  public void close() {
    closing.lock();
    try {
      if (!closed) {
        closed = true;
        release();
      }
    } finally {
      closing.unlock();
    }
  }

  private void release() {
    try {
      Closing.all(List.of(reader));
    } finally {
      generation.release();
      lifecycle.unregister(this);
    }
  }
}
