package dev.cairn.datastore.engine;

import dev.cairn.multiformats.Varint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a log of LevelDB or RocksDB ends: whole, or in the middle of a write, as a killed process or
 * loss of power leaves it. Both engines take some damage for such an end, and drop what was stored
 * before it; here the two are told apart.
 *
 * <p>A log, and a manifest, is a sequence of blocks of 32 KiB. A block holds records: a checksum (4
 * bytes, {@link MaskedChecksum} of the rest but the length), a length (2), a type (1: whole, 2:
 * first, 3: middle, 4: last part of a write) and the bytes; fewer than 7 bytes at the end of a
 * block are filled up. A mapped file has zeros behind the last record. (LevelDB,
 * doc/log_format.md.)
 *
 * <p>A record is unfinished where the file ends before it does, or where nothing but zeros follows
 * from its last byte on. A record that is there to its end, and whose checksum does not fit, is
 * damaged; so is one whose checksum fits another length than it says, or all but one bit.
 */
public final class LogTail {

  private static final Pattern MANIFEST = Pattern.compile("MANIFEST-[0-9]+\n");

  /** Engines make the first of them after the first manifest and {@code CURRENT}. */
  private static final String DATA = "[0-9]*.{log,sst,ldb,blob}";

  private static final int BLOCK = 32 * 1024;
  private static final int HEADER = 7;
  private static final int TYPE = 6;
  private static final int WHOLE = 1;
  private static final int FIRST = 2;
  private static final int LAST = 4;

  /** RocksDB writes these over old logs; what is behind them is old, and tells nothing. */
  private static final int FIRST_RECYCLED = 5;

  private static final int LAST_RECYCLED = 8;
  private static final int RECYCLED_HEADER = 11;

  private final Path file;

  /** Takes the writes, if anybody wants them: otherwise none is put together. */
  private final @Nullable Consumer<ByteBuffer> writes;

  /** The parts so far of a write that has several. */
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);

  /** Where the last write that is complete ends. */
  private long end;

  private boolean isTorn;

  private boolean isDamaged;

  private LogTail(Path file, @Nullable Consumer<ByteBuffer> writes) {
    this.file = file;
    this.writes = writes;
  }

  /**
   * Reads the logs of a store.
   *
   * @param directory a store that no engine has open
   * @return the logs that end in the middle of a write
   * @throws IOException if one is damaged ({@code Corruption:}), or cannot be read
   */
  public static List<LogTail> tornLogsOf(StoreDirectory directory) throws IOException {
    List<LogTail> torn = new ArrayList<>();
    for (Path log : directory.files("[0-9]*.log")) {
      LogTail tail = read(log);
      if (tail.isTorn()) {
        torn.add(tail);
      }
    }
    return torn;
  }

  /**
   * Reads the manifest of a store. Where the file that names it is missing, engines would make a
   * new store in the place of the old one.
   *
   * @param directory a store that no engine has open
   * @param writes takes the bytes of each complete write, from 0 to the limit, and keeps none; an
   *     {@link IllegalArgumentException} of it means damage
   * @return the manifest in use, or nothing where the store has none yet
   * @throws IOException if it is damaged or missing ({@code Corruption:}), or cannot be read
   */
  public static Optional<Path> readManifest(StoreDirectory directory, Consumer<ByteBuffer> writes)
      throws IOException {
    Path current = directory.path().resolve(StoreDirectory.CURRENT);
    if (!Files.exists(current)) {
      if (!directory.files(DATA).isEmpty()) {
        throw EngineFault.damage(current, "it is missing, and there are files of a store");
      }
      return Optional.empty();
    }
    String name = Files.readString(current, StandardCharsets.ISO_8859_1);
    if (!MANIFEST.matcher(name).matches()) {
      throw EngineFault.damage(current, "it does not hold the name of a manifest");
    }
    Path manifest = directory.requireFile(name.strip());
    try {
      read(manifest, writes);
    } catch (IllegalArgumentException e) {
      throw EngineFault.damage(manifest, "it cannot be read: " + e.getMessage());
    }
    return Optional.of(manifest);
  }

  /**
   * Moves past a string in a write to a manifest: its length, a varint, and so many bytes.
   *
   * @param fields at the string; then behind it
   * @throws IllegalArgumentException if the write ends before the string does
   */
  public static void skipString(ByteBuffer fields) {
    long length = Varint.read(fields);
    if (length > fields.remaining()) {
      throw new IllegalArgumentException("it has a string that is longer than its edit");
    }
    fields.position(fields.position() + (int) length);
  }

  /**
   * Reads a log.
   *
   * @param file a log or a manifest
   * @return how it ends
   * @throws NoSuchFileException if it is not there
   * @throws IOException if it is damaged ({@code Corruption:}), or cannot be read
   */
  public static LogTail read(Path file) throws IOException {
    return read(new LogTail(file, null));
  }

  /**
   * Reads a log.
   *
   * @param file a log or a manifest
   * @param writes takes the bytes of each complete write, from 0 to the limit, and keeps none
   * @return how it ends
   * @throws NoSuchFileException if it is not there
   * @throws IOException if it is damaged ({@code Corruption:}), or cannot be read
   */
  public static LogTail read(Path file, Consumer<ByteBuffer> writes) throws IOException {
    return read(new LogTail(file, writes));
  }

  /**
   * Reads a log as far as it is sound: for a repair.
   *
   * @param file a log
   * @return how it ends, or that it {@linkplain #isDamaged is damaged}
   * @throws NoSuchFileException if it is not there
   * @throws IOException if it cannot be read
   */
  public static LogTail readSoundPart(Path file) throws IOException {
    LogTail tail = new LogTail(file, null);
    try {
      return read(tail);
    } catch (IOException e) {
      if (EngineFault.ofSystemMessage(String.valueOf(e.getMessage())) != EngineFault.CORRUPT) {
        throw e;
      }
      tail.isDamaged = true;
      return tail;
    }
  }

  private static LogTail read(LogTail tail) throws IOException {
    try (FileChannel log = FileChannel.open(tail.file, StandardOpenOption.READ)) {
      tail.read(log);
    }
    return tail;
  }

  /** {@return the log} */
  public Path file() {
    return file;
  }

  /** {@return whether the log ends in the middle of a write} */
  public boolean isTorn() {
    return isTorn;
  }

  /** {@return whether it is damaged behind the part that was read} */
  public boolean isDamaged() {
    return isDamaged;
  }

  /**
   * Cuts off the write that the log ends in the middle of, or what is damaged and all behind it,
   * and forces that to the medium. No engine may have the log open.
   *
   * @throws IOException if it cannot be written
   */
  public void cut() throws IOException {
    try (FileChannel log = FileChannel.open(file, StandardOpenOption.WRITE)) {
      log.truncate(end);
      log.force(/* metaData= */ true);
    }
  }

  private void read(FileChannel log) throws IOException {
    long size = log.size();
    for (long start = 0; start < size; start += BLOCK) {
      fill(log, start);
      if (!readBlock(log, start)) {
        return;
      }
    }
    isTorn = end < size && !isZeroFrom(log, end);
  }

  private void fill(FileChannel log, long start) throws IOException {
    block.clear();
    while (block.hasRemaining() && log.read(block, start + block.position()) > 0) {
      // Until the block or the file is read to its end.
    }
    block.flip();
  }

  /** Returns whether there may be records in the next block. */
  private boolean readBlock(FileChannel log, long start) throws IOException {
    int at = 0;
    while (block.limit() - at >= HEADER) {
      int length = Short.toUnsignedInt(block.getShort(at + 4));
      int type = Byte.toUnsignedInt(block.get(at + TYPE));
      if (!isSound(at, length)) {
        return endsAt(log, start, at, length, type);
      }
      at += HEADER + length;
      if (writes != null) {
        take(writes, type, block.slice(at - length, length));
      }
      if (type == WHOLE || type == LAST) {
        end = start + at;
      }
    }
    return true;
  }

  private void take(Consumer<ByteBuffer> taker, int type, ByteBuffer part) {
    if (type == WHOLE) {
      taker.accept(part);
      return;
    }
    if (type == FIRST) {
      parts.reset();
    }
    parts.write(block.array(), part.arrayOffset(), part.limit());
    if (type == LAST) {
      taker.accept(ByteBuffer.wrap(parts.toByteArray()));
    }
  }

  private boolean isSound(int at, int length) {
    return at + HEADER + length <= block.limit()
        && MaskedChecksum.of(block.array(), at + TYPE, length + 1) == block.getInt(at);
  }

  /** Tells what a record is that is not sound: the last thing in the log, or damage. */
  private boolean endsAt(FileChannel log, long start, int at, int length, int type)
      throws IOException {
    if (start + at == 0 && isRecycled(length, type)) {
      return false;
    }
    int room = block.limit() - at - HEADER;
    boolean isCutByEnd = length > room && block.limit() < BLOCK;
    int lastByte = type == 0 && length == 0 ? at + HEADER : at + HEADER + length - 1;
    boolean isUnwritten =
        length <= room && isZeroFrom(log, start + lastByte) && !isOneBitOff(at, length);
    if ((!isCutByEnd && !isUnwritten) || fitsAnotherLength(at, room)) {
      throw EngineFault.damage(file, "the record at byte %d is damaged".formatted(start + at));
    }
    isTorn = !isZeroFrom(log, end);
    return false;
  }

  private boolean isRecycled(int length, int type) {
    int bytes = length + RECYCLED_HEADER - TYPE;
    return type >= FIRST_RECYCLED
        && type <= LAST_RECYCLED
        && TYPE + bytes <= block.limit()
        && MaskedChecksum.of(block.array(), TYPE, bytes) == block.getInt(0);
  }

  private boolean fitsAnotherLength(int at, int room) {
    MaskedChecksum checksum = new MaskedChecksum();
    for (int i = 0; i <= room; i++) {
      checksum.update(block.get(at + TYPE + i));
      if (checksum.masked() == block.getInt(at)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOneBitOff(int at, int length) {
    int read = MaskedChecksum.of(block.array(), at + TYPE, length + 1);
    return MaskedChecksum.differsByOneBit(read, block.getInt(at), length + 1);
  }

  private static boolean isZeroFrom(FileChannel log, long position) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
    for (long at = position; log.read(bytes, at) > 0; at += bytes.limit()) {
      bytes.flip();
      if (bytes.mismatch(ByteBuffer.allocate(bytes.limit())) >= 0) {
        return false;
      }
      bytes.clear();
    }
    return true;
  }
}
