package dev.cairn.car;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Varint;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a CARv1: the header with its roots, then the blocks as they come, each as often as it is
 * given. {@link #commit()} makes the archive whole; a writer that is closed without it has written
 * none.
 *
 * <p>The blocks are not verified, and may be of any size; by default a {@link CarReader} refuses
 * sections over {@value CarOptions#DEFAULT_MAX_SECTION_SIZE} bytes.
 */
public final class CarWriter implements AutoCloseable {

  private static final int BUFFER_SIZE = 1 << 16;

  private enum State {
    OPEN,
    COMMITTED,
    FAILED
  }

  private final CarDestination destination;
  private final OutputStream out;
  private final List<Cid> roots;
  private State state = State.OPEN;
  private volatile boolean closed;
  private long blocks;
  private long bytes;

  private CarWriter(CarDestination destination, List<Cid> roots) {
    this.destination = destination;
    this.out = new BufferedOutputStream(destination.stream(), BUFFER_SIZE);
    this.roots = List.copyOf(roots);
  }

  /**
   * {@return a writer of a file} The file appears under its name at the commit, whole and synced;
   * until then, one that was there stays, and the bytes gather in a file beside it whose name ends
   * in {@code .partial}. A killed process leaves that one; it may be deleted.
   *
   * @param file replaced at the commit if it exists; its folder has to exist
   * @param roots what the archive is about, perhaps nothing
   * @throws DatastoreException if it cannot be written
   */
  public static CarWriter create(Path file, List<Cid> roots) {
    try {
      return begin(new CarWriter(CarFile.create(file), roots));
    } catch (IOException e) {
      throw CarFailures.cannotWrite(file.toString(), e);
    }
  }

  /**
   * {@return a writer to a stream} Without a commit the stream is left with a part of an archive,
   * which a reader may not be able to tell from a whole one.
   *
   * @param destination closed with the writer, and also where this call fails
   * @param name what the archive is called in messages
   * @param roots what the archive is about, perhaps nothing
   * @throws DatastoreException if it cannot be written
   */
  public static CarWriter to(OutputStream destination, String name, List<Cid> roots) {
    return begin(new CarWriter(new CarDestination.ToStream(name, destination), roots));
  }

  private static CarWriter begin(CarWriter writer) {
    try {
      writer.write(CarHeader.encode(writer.roots));
      return writer;
    } catch (RuntimeException e) {
      writer.closeAfter(e);
      throw e;
    }
  }

  /** {@return the roots that the header names} */
  public List<Cid> roots() {
    return roots;
  }

  /** {@return the number of blocks written} */
  public long blocks() {
    return blocks;
  }

  /** {@return the number of bytes written, header and all} */
  public long bytes() {
    return bytes;
  }

  /**
   * Writes a section.
   *
   * @param block written under the CID that it has
   * @throws DatastoreException if it cannot be written; then the writer can only be closed
   * @throws DatastoreClosedException if the writer is closed
   * @throws IllegalStateException if the archive is committed
   */
  public void write(Block block) {
    int cidSize = block.cid().size();
    write(Varint.encode((long) cidSize + block.size()));
    write(block.cid().toBytes());
    write(block.toBytes());
    blocks++;
  }

  private void write(byte[] part) {
    requireWritable();
    try {
      out.write(part);
      bytes += part.length;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Makes the archive whole: a file takes its name, durably; a stream is flushed. Nothing can be
   * written after it.
   *
   * @throws DatastoreException if that fails; then the writer can only be closed
   * @throws DatastoreClosedException if the writer is closed
   * @throws IllegalStateException if the archive is committed already
   */
  public void commit() {
    requireWritable();
    try {
      out.flush();
      destination.commit();
      state = State.COMMITTED;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Lets go of the file or stream; without a commit before, no file is left. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      destination.close();
    } catch (IOException e) {
      throw CarFailures.cannotWrite(destination.name(), e);
    }
  }

  private DatastoreException failed(IOException failure) {
    state = State.FAILED;
    return closed ? closedException() : CarFailures.cannotWrite(destination.name(), failure);
  }

  private void requireWritable() {
    if (closed) {
      throw closedException();
    }
    switch (state) {
      case OPEN -> {}
      case COMMITTED ->
          throw new IllegalStateException(destination.name() + " is committed, its writer used up");
      case FAILED ->
          throw new DatastoreException(
              "writing " + destination.name() + " has failed before; close it and begin anew");
    }
  }

  private DatastoreClosedException closedException() {
    return new DatastoreClosedException(
        "the writer of " + destination.name() + " is closed; open another to write");
  }

  private void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
