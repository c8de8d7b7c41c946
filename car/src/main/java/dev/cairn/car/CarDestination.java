package dev.cairn.car;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** Where an archive is written, and what makes it final there. */
interface CarDestination extends Closeable {

  /** What it is called in messages. */
  String name();

  /** Takes the bytes of the archive. */
  OutputStream stream();

  /** Makes the bytes that were written final; nothing is written after it. */
  void commit() throws IOException;

  /** Lets go; without a commit before, nothing that could be taken for an archive is left. */
  @Override
  void close() throws IOException;

  /** A stream: what has gone through it cannot be taken back. */
  record ToStream(String name, OutputStream stream) implements CarDestination {

    @Override
    public void commit() throws IOException {
      stream.flush();
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
