package dev.cairn.car;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.MultiformatException;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.UnsupportedHashException;
import dev.cairn.multiformats.Varint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of an archive, CARv1 or CARv2, where they lie: a blockstore that only reads.
 *
 * <p><b>Opening</b> goes once through the file, from CID to CID, and so finds an archive that is
 * cut off; data is not read. Where each block stands is kept in memory, 27 to 53 bytes a block. An
 * index that a CARv2 brings along is not used: that a block is absent could be believed of it only
 * after looking at the whole archive.
 *
 * <p><b>Reads</b> fetch one block from the file, and check its hash as {@link
 * CarOptions#hashCheck()} says: by default always. {@link #has} and {@link #size} read its CID
 * alone. Of a block that stands there more than once the first copy is read. Identity CIDs are
 * answered from themselves, and never listed.
 *
 * <p><b>The file must not change</b> while it is open; where that happens all the same, a read
 * whose hash is checked ends in a {@link CorruptDataException}; one that is not may return wrong
 * bytes.
 */
public final class CarBlockstore implements Blockstore {

  /** As many bytes hold the length and the CID of every usual section. */
  private static final int USUAL_START = 128;

  private final Path path;
  private final CarOptions options;
  private final CarPreamble preamble;
  private final ArchiveFile file;
  private final CarIndex index;
  private final Lifecycle lifecycle;

  private CarBlockstore(
      Path path, CarOptions options, CarPreamble preamble, ArchiveFile file, CarIndex index) {
    this.path = path;
    this.options = options;
    this.preamble = preamble;
    this.file = file;
    this.index = index;
    this.lifecycle = new Lifecycle("the blockstore of the archive " + path);
  }

  /** Where the data of a block stands. */
  private record Place(long offset, int size) {}

  /**
   * {@return the blocks of an archive, read with the strict default options}
   *
   * @param file an archive
   * @throws CarFormatException if it is damaged, cut off or no archive
   * @throws DatastoreException if it cannot be read
   */
  public static CarBlockstore open(Path file) {
    return open(file, CarOptions.defaults());
  }

  /**
   * {@return the blocks of an archive}
   *
   * @param file an archive
   * @param options how strictly it is read
   * @throws CarFormatException if it is damaged, cut off or no archive
   * @throws DatastoreException if it cannot be read
   */
  public static CarBlockstore open(Path file, CarOptions options) {
    ArchiveFile archive;
    try {
      archive = ArchiveFile.open(file);
    } catch (IOException e) {
      throw CarFailures.cannotOpen(file.toString(), e);
    }
    try (CarSkim skim = CarSkim.of(file, options)) {
      CarBlockstore store =
          new CarBlockstore(file, options, skim.preamble(), archive, new CarIndex());
      store.fill(skim);
      return store;
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, List.of(archive));
      throw e;
    }
  }

  private void fill(CarSkim skim) {
    for (CarSkim.Stop stop = skim.next(); stop != null; stop = skim.next()) {
      if (!stop.multihash().isIdentity() && place(stop.multihash()) == null) {
        index.add(index.fingerprint(stop.multihash()), stop.offset(), stop.length());
      }
    }
  }

  /** {@return the version of the archive, 1 or 2} */
  public int version() {
    return preamble.version();
  }

  /** {@return the roots that the archive names, perhaps none; it need not hold their blocks} */
  public List<Cid> roots() {
    return preamble.roots();
  }

  /** {@return how many blocks there are, each multihash counted once} */
  public long count() {
    return index.size();
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return whileOpen(
        () -> {
          if (cid.multihash().isIdentity()) {
            return Optional.of(Block.wrapUnverified(cid, cid.multihash().digest()));
          }
          return Optional.ofNullable(place(cid.multihash()))
              .map(place -> checked(Block.wrapUnverified(cid, data(cid, place))));
        });
  }

  @Override
  public boolean has(Cid cid) {
    return whileOpen(() -> cid.multihash().isIdentity() || place(cid.multihash()) != null);
  }

  @Override
  public OptionalLong size(Cid cid) {
    return whileOpen(
        () -> {
          if (cid.multihash().isIdentity()) {
            return OptionalLong.of(cid.multihash().digestSize());
          }
          Place place = place(cid.multihash());
          return place == null ? OptionalLong.empty() : OptionalLong.of(place.size);
        });
  }

  private <R> R whileOpen(Supplier<R> call) {
    lifecycle.enter();
    try {
      return call.get();
    } finally {
      lifecycle.exit();
    }
  }

  private Block checked(Block block) {
    return switch (options.hashCheck()) {
      case ALL -> block.verify();
      case NONE -> block;
      case WHERE_COMPUTABLE -> {
        try {
          yield block.verify();
        } catch (UnsupportedHashException e) {
          yield block;
        }
      }
    };
  }

  private byte[] data(Cid cid, Place place) {
    byte[] data = new byte[place.size];
    read(cid.multihash(), ByteBuffer.wrap(data), place.offset);
    return data;
  }

  /** Returns where the block stands, after a look at its CID there; {@code null} if nowhere. */
  private @Nullable Place place(Multihash multihash) {
    long fingerprint = index.fingerprint(multihash);
    for (int slot = index.first(fingerprint); slot >= 0; slot = index.next(slot)) {
      long offset = index.offset(slot);
      int length = index.length(slot);
      ByteBuffer start = start(multihash, offset, length);
      Multihash there = multihashIn(start);
      if (multihash.equals(there)) {
        return new Place(offset + start.position(), length - start.position());
      }
      if (there == null || index.fingerprint(there) != fingerprint) {
        throw changed(multihash, offset, null);
      }
    }
    return null;
  }

  /** Reads the first bytes of a section: enough for its length and its CID. */
  private ByteBuffer start(Multihash multihash, long offset, int length) {
    int usual = Math.max(USUAL_START, multihash.size() + 3 * Varint.MAX_LENGTH);
    ByteBuffer start = ByteBuffer.allocate(Math.min(length, usual));
    read(multihash, start, offset);
    return start.flip();
  }

  /** Reads the multihash of a section and leaves the buffer before its data. */
  private static @Nullable Multihash multihashIn(ByteBuffer start) {
    try {
      Varint.read(start);
      return Cid.read(start).multihash();
    } catch (MultiformatException e) {
      return null;
    }
  }

  private void read(Multihash multihash, ByteBuffer destination, long offset) {
    try {
      file.read(destination, offset);
    } catch (EOFException e) {
      throw changed(multihash, offset, e);
    } catch (IOException e) {
      throw CarFailures.cannotRead(path.toString(), offset, e);
    }
  }

  private CorruptDataException changed(
      Multihash multihash, long offset, @Nullable EOFException cause) {
    return new CorruptDataException(
        "%s, byte %d: the block %s stood here when the archive was opened; %s"
            .formatted(
                path,
                offset,
                Cid.rawOf(multihash),
                "the file has changed since: put it back, or open it again"),
        cause);
  }

  @Override
  public CloseableIterator<Multihash> list() {
    return whileOpen(() -> new CarListing(lifecycle, CarSkim.of(path, options), index));
  }

  @Override
  public void put(Block block) {
    throw refusal("put " + block.cid());
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    throw refusal("put " + blocks.size() + " blocks");
  }

  @Override
  public void overwrite(Block block) {
    throw refusal("overwrite " + block.cid());
  }

  @Override
  public void delete(Cid cid) {
    throw refusal("delete " + cid);
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    throw refusal("delete " + cids.size() + " blocks");
  }

  private DatastoreException refusal(String attempt) {
    return lifecycle.isClosed()
        ? lifecycle.closedException()
        : new ReadOnlyDatastoreException(
            "cannot " + attempt + ": the archive " + path + " is only read");
  }

  /** Does nothing: there are no writes to make durable. */
  @Override
  public void sync() {
    whileOpen(() -> path);
  }

  @Override
  public void close() {
    lifecycle.close(() -> Closing.all(List.of(file)));
  }

  /** {@return which archive this is} */
  @Override
  public String toString() {
    return "blocks of the archive " + path;
  }
}
