package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import java.util.concurrent.locks.ReentrantLock;

/** A listing that keeps the generation it reads, in force or not, until it is closed. */
final class GenerationListing implements CloseableIterator<Multihash> {

  private final CloseableIterator<Multihash> multihashes;
  private final Generation generation;
  private final Lifecycle lifecycle;
  private final ReentrantLock closing = new ReentrantLock();
  private boolean closed;

  /** Takes over one use of {@code generation}; called during a call on the keystore. */
  @SuppressWarnings("this-escape") // registering is the last step; only close() may follow
  GenerationListing(
      CloseableIterator<Multihash> multihashes, Generation generation, Lifecycle lifecycle) {
    this.multihashes = multihashes;
    this.generation = generation;
    this.lifecycle = lifecycle;
    lifecycle.register(this);
  }

  @Override
  public boolean hasNext() {
    return multihashes.hasNext();
  }

  @Override
  public Multihash next() {
    return multihashes.next();
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
      multihashes.close();
    } finally {
      generation.release();
      lifecycle.unregister(this);
    }
  }
}
