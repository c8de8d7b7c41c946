package dev.cairn.car;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.UnsupportedHashException;
import dev.cairn.multiformats.Varint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of a CARv1, or of the payload of a CARv2, in the order of the archive. One block
 * is in memory at a time.
 *
 * <p>As every listing it completes or throws: the first fault ends the reading, and every later
 * call throws it again. The blocks before it were whole and, by the default options, verified.
 */
public final class CarReader implements CloseableIterator<Block> {

  private final CarInput input;
  private final CarOptions options;
  private final CarPreamble preamble;
  private final SectionStart sections;

  private @Nullable CarSection ahead;
  private @Nullable DatastoreException failure;
  private boolean complete;

  private CarReader(CarInput input, CarOptions options, CarPreamble preamble) {
    this.input = input;
    this.options = options;
    this.preamble = preamble;
    this.sections = new SectionStart(input, options);
  }

  /**
   * {@return a reader of a file, with the strict default options}
   *
   * @param file an archive
   * @throws CarFormatException if it does not begin as an archive does
   * @throws DatastoreException if it cannot be read
   */
  public static CarReader open(Path file) {
    return open(file, CarOptions.defaults());
  }

  /**
   * {@return a reader of a file}
   *
   * @param file an archive
   * @param options how strictly it is read
   * @throws CarFormatException if it does not begin as an archive does
   * @throws DatastoreException if it cannot be read
   */
  public static CarReader open(Path file, CarOptions options) {
    return open(CarInput.of(file), options);
  }

  /**
   * {@return a reader of a stream} It may read further into the stream than the archive goes.
   *
   * @param source the bytes of an archive from the first on; closed with the reader, and also where
   *     this call fails
   * @param name what the archive is called in messages
   * @param options how strictly it is read
   * @throws CarFormatException if it does not begin as an archive does
   * @throws DatastoreException if it cannot be read
   */
  public static CarReader open(InputStream source, String name, CarOptions options) {
    return open(new CarInput(source, name, OptionalLong.empty()), options);
  }

  /**
   * {@return a reader of a blocking channel} It may read further than the archive goes.
   *
   * @param source the bytes of an archive from the first on; closed with the reader, and also where
   *     this call fails
   * @param name what the archive is called in messages
   * @param options how strictly it is read
   * @throws CarFormatException if it does not begin as an archive does
   * @throws DatastoreException if it cannot be read
   */
  public static CarReader open(ReadableByteChannel source, String name, CarOptions options) {
    return open(Channels.newInputStream(source), name, options);
  }

  private static CarReader open(CarInput input, CarOptions options) {
    return new CarReader(input, options, CarPreamble.read(input, options.maxHeaderSize()));
  }

  /** {@return what the archive is called in messages} */
  public String name() {
    return input.name();
  }

  /** {@return the version of the archive, 1 or 2} */
  public int version() {
    return preamble.version();
  }

  /** {@return the roots that the archive names, perhaps none; it need not hold their blocks} */
  public List<Cid> roots() {
    return preamble.roots();
  }

  /**
   * {@return the index of the first byte of the CARv1: 0, or in a CARv2 that of its payload, from
   * which its index counts}
   */
  public long payloadOffset() {
    return preamble.payloadOffset();
  }

  /** {@return the bytes read so far} */
  public long bytesRead() {
    return input.position();
  }

  /** {@return the bytes to be read in all, where that is known} */
  public OptionalLong totalBytes() {
    return input.end();
  }

  /**
   * {@inheritDoc}
   *
   * @throws CarFormatException if the archive is damaged, cut off or over a limit
   */
  @Override
  public boolean hasNext() {
    input.requireOpen();
    if (failure != null) {
      throw failure;
    }
    if (ahead == null && !complete) {
      advance();
    }
    return ahead != null;
  }

  /**
   * {@inheritDoc}
   *
   * @throws CarFormatException if the archive is damaged, cut off or over a limit
   */
  @Override
  public Block next() {
    return nextSection().block();
  }

  /**
   * {@return the same listing with the place of each block} It shares its progress with this one,
   * and closing it closes this one.
   */
  public CloseableIterator<CarSection> sections() {
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return CarReader.this.hasNext();
      }

      @Override
      public CarSection next() {
        return nextSection();
      }

      @Override
      public void close() {
        CarReader.this.close();
      }
    };
  }

  private CarSection nextSection() {
    if (!hasNext()) {
      throw new NoSuchElementException(name() + " has no more blocks");
    }
    CarSection next = Objects.requireNonNull(ahead);
    ahead = null;
    return next;
  }

  private void advance() {
    try {
      ahead = readSection();
      complete = ahead == null;
    } catch (IOException e) {
      failure = input.unreadable(e);
      throw failure;
    } catch (DatastoreException e) {
      failure = e;
      throw e;
    }
  }

  private @Nullable CarSection readSection() throws IOException {
    long offset = input.position();
    long length = sections.nextLength();
    if (length == Varint.END_OF_STREAM) {
      return null;
    }
    byte[] section = input.readBytes(offset, "section", (int) length);
    Cid cid = sections.cid(offset, section);
    Block block =
        Block.wrapUnverified(cid, Arrays.copyOfRange(section, cid.size(), section.length));
    check(offset, block);
    return new CarSection(block, offset, input.position() - offset);
  }

  private void check(long offset, Block block) {
    if (options.hashCheck() == HashCheck.NONE) {
      return;
    }
    boolean valid;
    try {
      valid = block.isValid();
    } catch (UnsupportedHashException e) {
      if (options.hashCheck() == HashCheck.WHERE_COMPUTABLE) {
        return;
      }
      throw input.malformed(
          offset,
          "the block " + block.cid() + " cannot be verified: " + e.getMessage(),
          "make the hash function available, or do not ask for its check",
          e);
    }
    if (!valid) {
      throw input.malformed(
          offset, "the bytes of the block " + block.cid() + " have another hash", CarInput.REMEDY);
    }
  }

  /** {@inheritDoc} It closes the source. */
  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      throw new DatastoreException("cannot close " + name() + "; it was read as far as said", e);
    }
  }
}
