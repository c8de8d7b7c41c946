package dev.cairn.leveldb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.iq80.leveldb.DBIterator;
import org.jspecify.annotations.Nullable;

/** The steps of an iterator of the library in Java. It keeps the moment at which it was made. */
final class JavaSteps implements ForwardSteps {

  private final DBIterator iterator;

  JavaSteps(DBIterator iterator) {
    this.iterator = iterator;
  }

  @Override
  public void seek(byte[] key) {
    iterator.seek(key);
  }

  @Override
  public Map.@Nullable Entry<byte[], byte[]> next() {
    return iterator.hasNext() ? iterator.next() : null;
  }

  /** {@inheritDoc} In this library that never fails. */
  @Override
  public void close() {
    try {
      iterator.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
