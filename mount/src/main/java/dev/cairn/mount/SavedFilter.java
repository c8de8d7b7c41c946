package dev.cairn.mount;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A filter in a file, which is there only while the filter in it knows every block: it is deleted,
 * for good, before the first block is written, and written when the store is closed.
 *
 * <p>The format, little-endian: eight numbers of 64 bits (a magic one, the epoch of the store, the
 * seed, the capacity, the rate of false positives as a double, the number of lines, that of probes,
 * that of elements), the words of the filter, and the CRC-32C of all before it as a number of 64
 * bits.
 */
final class SavedFilter {

  private static final Logger log = LoggerFactory.getLogger(SavedFilter.class);

  /** "CairnBF1". */
  private static final long MAGIC = 0x3146_426e_7269_6143L;

  private static final int HEADER_BYTES = 8 * Long.BYTES;
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();

  /** Whether there may be a file, which has to go before a block is written. */
  private volatile boolean mayExist = true;

  /** What was loaded and is used, so that it need not be written again. */
  private volatile @Nullable BlockFilter accepted;

  SavedFilter(Path file) {
    this.file = file;
  }

  /** A filter as it was saved, and the epoch that the store had. */
  record Content(BlockFilter filter, long epoch) {}

  /** Returns what the file holds; nothing where there is none or it is damaged. */
  Optional<Content> load() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Optional.of(read(channel));
    } catch (CorruptDataException | IOException e) {
      log.warn("the saved filter is not used, and made anew: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Takes note that a filter that was loaded is used. */
  void accept(BlockFilter loaded) {
    accepted = loaded;
  }

  private Content read(FileChannel channel) throws IOException {
    CRC32C checksum = new CRC32C();
    ByteBuffer header = read(channel, HEADER_BYTES, checksum);
    if (header.getLong() != MAGIC) {
      throw corrupt("it does not begin as a filter of this version does");
    }
    long epoch = header.getLong();
    long seed = header.getLong();
    long capacity = header.getLong();
    double rate = header.getDouble();
    long lines = header.getLong();
    long probes = header.getLong();
    long added = header.getLong();
    long words = (channel.size() - HEADER_BYTES - Long.BYTES) / Long.BYTES;
    if (words != lines * BlockFilter.LINE_WORDS || words > Integer.MAX_VALUE - 8 || probes > 64) {
      throw corrupt("its size is not the one that it tells");
    }
    FilterShape shape = new FilterShape(capacity, rate, (int) lines, (int) probes);
    long[] bits = new long[(int) words];
    for (int done = 0; done < bits.length; ) {
      int some = Math.min(CHUNK_BYTES / Long.BYTES, bits.length - done);
      read(channel, some * Long.BYTES, checksum).asLongBuffer().get(bits, done, some);
      done += some;
    }
    long expected = checksum.getValue();
    if (read(channel, Long.BYTES, checksum).getLong() != expected) {
      throw corrupt("its checksum does not fit");
    }
    return new Content(new BlockFilter(shape, seed, bits, added), epoch);
  }

  private ByteBuffer read(FileChannel channel, int bytes, CRC32C checksum) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw corrupt("it ends early");
      }
    }
    checksum.update(buffer.flip());
    return buffer.flip();
  }

  private CorruptDataException corrupt(String why) {
    return new CorruptDataException("cannot read the filter in " + file + ": " + why);
  }

  /** Makes sure that there is no file any more, durably; to be called before a block is written. */
  void remove() {
    if (!mayExist) {
      return;
    }
    lock.lock();
    try {
      if (mayExist) {
        if (Files.deleteIfExists(file)) {
          DurableFiles.syncDirectory(file.toAbsolutePath().getParent());
        }
        mayExist = false;
      }
    } catch (IOException e) {
      throw IoFailures.wrap(
          "cannot write blocks, since the saved filter "
              + file
              + " would be wrong afterwards and cannot be deleted",
          e);
    } finally {
      lock.unlock();
    }
  }

  /** Saves a filter that knows every block; nothing is written to the store any more. */
  void save(BlockFilter filter, long epoch) {
    if (filter.equals(accepted) && mayExist) {
      return; // the very filter that lies there, and nothing was written since
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      write(temporary, filter, epoch);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.syncDirectory(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      log.warn(
          "could not save the filter in {}, so that the next start has to make it anew: {}",
          file,
          IoFailures.reason(e));
      deleteUnfinished(temporary);
    }
  }

  private static void deleteUnfinished(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      log.debug("an unfinished filter stays in {}: {}", temporary, IoFailures.reason(e));
    }
  }

  private static void write(Path temporary, BlockFilter filter, long epoch) throws IOException {
    CRC32C checksum = new CRC32C();
    FilterShape shape = filter.shape();
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      buffer.putLong(MAGIC).putLong(epoch).putLong(filter.seed()).putLong(shape.capacity());
      buffer.putDouble(shape.rate()).putLong(shape.lines()).putLong(shape.probes());
      buffer.putLong(filter.added());
      for (int i = 0; i < shape.words(); i++) {
        if (!buffer.hasRemaining()) {
          write(channel, buffer, checksum);
        }
        buffer.putLong(filter.word(i));
      }
      write(channel, buffer, checksum);
      long sum = checksum.getValue();
      write(channel, buffer.putLong(sum), checksum);
      channel.force(/* metaData= */ true);
    }
  }

  private static void write(FileChannel channel, ByteBuffer buffer, CRC32C checksum)
      throws IOException {
    buffer.flip();
    checksum.update(buffer.duplicate());
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
