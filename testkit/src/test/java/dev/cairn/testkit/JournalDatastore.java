package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.testkit.Broken.BrokenBatch;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory with a journal: the least that survives a killed process, to try the contract
 * on. Each record is a count of writes, then the writes; one cut short at the end is cut off, or
 * the next would not be found behind it.
 */
final class JournalDatastore extends ForwardingDatastore {

  /** How the journal is written. */
  enum Care {
    /** Each record at once. */
    WHOLE,
    /** Each record when a buffer is full, so that the last ones are lost. */
    BUFFERED,
    /** The writes of a batch one by one, each a record of its own. */
    PIECEMEAL,
    /** Each record once a key above its own is synced, and not when that key itself is. */
    HELD_UNTIL_SYNCED_FROM_ABOVE
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Write(Key key, byte @Nullable [] value) {}

  private final MemoryDatastore memory;
  private final Path file;
  private final OutputStream journal;
  private final Care care;
  private final List<Write> held = new ArrayList<>();

  private JournalDatastore(MemoryDatastore memory, Path file, OutputStream journal, Care care) {
    super(memory);
    this.memory = memory;
    this.file = file;
    this.journal = journal;
    this.care = care;
  }

  static JournalDatastore open(Path directory, Care care) {
    Path file = directory.resolve("journal");
    try {
      Files.createDirectories(directory);
      MemoryDatastore memory = new MemoryDatastore();
      if (Files.exists(file)) {
        StoreSurgery.resize(file, replay(Files.readAllBytes(file), memory));
      }
      OutputStream out =
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new JournalDatastore(
          memory, file, care == Care.BUFFERED ? new BufferedOutputStream(out, 1 << 16) : out, care);
    } catch (IOException e) {
      throw failure("open", file, e);
    }
  }

  private static DatastoreException failure(String attempt, Path file, IOException failure) {
    return EngineFault.ofSystemMessage(failure.toString())
        .exception("cannot " + attempt + " " + file, failure);
  }

  /** Applies all records that are whole; returns where the last of them ends. */
  private static long replay(byte[] journal, MemoryDatastore memory) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(journal));
    long end = 0;
    try {
      while (in.available() > 0) {
        List<Write> writes = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
          Key key = Key.ofStored(read(in, in.readInt()));
          int size = in.readInt();
          writes.add(new Write(key, size < 0 ? null : read(in, size)));
        }
        writes.forEach(write -> apply(write, memory));
        end = journal.length - (long) in.available();
      }
    } catch (EOFException cutShort) {
      // Its writer was killed.
    }
    return end;
  }

  private static byte[] read(DataInputStream in, int size) throws IOException {
    byte[] bytes = new byte[size];
    in.readFully(bytes);
    return bytes;
  }

  private static void apply(Write write, MemoryDatastore memory) {
    if (write.value() == null) {
      memory.delete(write.key());
    } else {
      memory.put(write.key(), write.value());
    }
  }

  private void record(List<Write> writes) {
    switch (care) {
      case HELD_UNTIL_SYNCED_FROM_ABOVE -> held.addAll(writes);
      case PIECEMEAL -> writes.forEach(write -> append(List.of(write)));
      default -> append(writes);
    }
    writes.forEach(write -> apply(write, memory));
  }

  @Override
  public void sync(Key prefix) {
    List<Write> below =
        held.stream().filter(write -> KeyRange.below(prefix).contains(write.key())).toList();
    below.forEach(write -> append(List.of(write)));
    held.removeAll(below);
    super.sync(prefix);
  }

  private void append(List<Write> writes) {
    long end = file.toFile().length();
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(writes.size());
      for (Write write : writes) {
        out.writeInt(write.key().length());
        out.write(write.key().toBytes());
        out.writeInt(write.value() == null ? -1 : write.value().length);
        out.write(write.value() == null ? new byte[0] : write.value());
      }
      journal.write(bytes.toByteArray());
    } catch (IOException e) {
      cutOff(end, e);
      throw failure("write to", file, e);
    }
  }

  private void cutOff(long end, IOException failure) {
    try {
      StoreSurgery.resize(file, end);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void put(Key key, byte[] value) {
    record(List.of(new Write(key, value.clone())));
  }

  @Override
  public void delete(Key key) {
    record(List.of(new Write(key, null)));
  }

  @Override
  public Batch batch() {
    List<Write> writes = new ArrayList<>();
    return new BrokenBatch(memory.batch()) {
      @Override
      public void put(Key key, byte[] value) {
        writes.add(new Write(key, value.clone()));
      }

      @Override
      public void delete(Key key) {
        writes.add(new Write(key, null));
      }

      @Override
      public void commit(Durability durability) {
        record(writes);
      }
    };
  }

  @Override
  public void close() {
    try {
      if (!held.isEmpty()) {
        append(held);
        held.clear();
      }
      journal.close();
      super.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
