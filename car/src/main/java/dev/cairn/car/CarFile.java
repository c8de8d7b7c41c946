package dev.cairn.car;

import dev.cairn.datastore.engine.DurableFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * An archive that becomes a file whole or not at all: it grows under another name beside it, and
 * takes its own, durably, at the commit. A killed process leaves the file with the other name,
 * {@code NAME.(random).partial}, which nobody reads and anybody may delete.
 */
final class CarFile implements CarDestination {

  private final Path target;
  private final Path partial;
  private final FileChannel channel;
  private final OutputStream stream;
  private boolean committed;

  private CarFile(Path target, Path partial, FileChannel channel) {
    this.target = target;
    this.partial = partial;
    this.channel = channel;
    this.stream = Channels.newOutputStream(channel);
  }

  /** Creates the file under its other name. */
  static CarFile create(Path target) throws IOException {
    // A device or a folder would be replaced, not written to.
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new FileAlreadyExistsException("something other than a file has this name");
    }
    Path partial =
        target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".partial");
    FileChannel channel =
        FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new CarFile(target, partial, channel);
  }

  @Override
  public String name() {
    return target.toString();
  }

  @Override
  public OutputStream stream() {
    return stream;
  }

  @Override
  public void commit() throws IOException {
    channel.force(/* metaData= */ true);
    channel.close();
    Files.move(
        partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    committed = true;
    DurableFiles.syncDirectory(target.toAbsolutePath().getParent());
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!committed) {
      Files.deleteIfExists(partial);
    }
  }
}
