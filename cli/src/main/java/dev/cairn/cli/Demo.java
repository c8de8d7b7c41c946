package dev.cairn.cli;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.car.CarImport;
import dev.cairn.car.CarReader;
import dev.cairn.car.CarWriter;
import dev.cairn.car.ImportResult;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.spec.AccessMode;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.keystore.ResetResult;
import dev.cairn.keystore.ResettableKeystore;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.Location;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.Verification;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The main job in ten steps: an archive becomes the blocks of a read-only store, a writable cache
 * goes in front of it, blocks are found and read through both, and a keystore is reset without
 * growing.
 */
final class Demo {

  private static final String CACHE = "cache";
  private static final String ARCHIVE = "archive";
  private static final int OWN_BLOCKS = 3000;
  private static final int MAX_OWN_BLOCK_SIZE = 8192;
  private static final int NEW_BLOCKS = 500;
  private static final int RESETS = 3;

  private final Path folder;
  private final Consumer<Step> audience;
  private final DatastoreDrivers drivers = DatastoreDrivers.installed();
  private final Random random = new Random(20260101);
  private int steps;

  /**
   * Creates a demo.
   *
   * @param folder an empty directory
   * @param audience is told each step when it is done
   */
  Demo(Path folder, Consumer<Step> audience) {
    this.folder = folder;
    this.audience = audience;
  }

  /** One thing that was done. */
  record Step(int number, String text, Map<String, ?> fields) {}

  /** Runs it on these archives, or on one of its own where there are none. */
  void run(Path... archives) throws IOException {
    List<Path> files = archives.length > 0 ? List.of(archives) : List.of(writeArchive());
    importInto("levelds", files);
    try (MultiBlockstore blocks =
        MultiBlockstore.builder()
            .cache(CACHE, open("rocksds", CACHE, AccessMode.READ_WRITE))
            .aux(ARCHIVE, open("levelds", ARCHIVE, AccessMode.READ_ONLY))
            .build()) {
      Cid archived = firstOf(blocks.mount(ARCHIVE).orElseThrow());
      readAll(blocks);
      Cid added = addBlocks(blocks);
      tell("locate a block of the archive, %s: %s", archived, locations(blocks, archived));
      tell("locate one of the new blocks, %s: %s", added, locations(blocks, added));
      blocks.delete(archived);
      tell(
          "deleted the first from the cache, which is all that a delete touches: %s",
          locations(blocks, archived));
      resetThrice(blocks);
    }
  }

  private Path writeArchive() throws IOException {
    Path file = folder.resolve("demo.car");
    List<Block> blocks = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < OWN_BLOCKS; i++) {
      Block block = Block.raw(randomBytes());
      blocks.add(block);
      bytes += block.size();
    }
    try (CarWriter writer = CarWriter.create(file, List.of(blocks.get(0).cid()))) {
      blocks.forEach(writer::write);
      writer.commit();
    }
    tell("wrote an archive of %,d blocks, %,d bytes", OWN_BLOCKS, bytes);
    return file;
  }

  private byte[] randomBytes() {
    byte[] data = new byte[1 + random.nextInt(MAX_OWN_BLOCK_SIZE)];
    random.nextBytes(data);
    return data;
  }

  private void importInto(String type, List<Path> files) {
    try (Blockstore archive = open(type, ARCHIVE, AccessMode.READ_WRITE)) {
      for (Path file : files) {
        try (CarReader reader = CarReader.open(file)) {
          ImportResult result = CarImport.into(archive).run(reader);
          tell(
              "imported %s into LevelDB: %,d blocks, %,d bytes, all hashes right",
              file.getFileName(), result.blocks(), result.bytes());
        }
      }
    }
  }

  /** Both stores check the hash of what they read. */
  private void readAll(MultiBlockstore blocks) {
    long count = 0;
    long bytes = 0;
    try (CloseableIterator<Multihash> all = blocks.list()) {
      while (all.hasNext()) {
        bytes += blocks.get(Cid.rawOf(all.next())).orElseThrow().size();
        count++;
      }
    }
    tell(
        "put an empty cache in RocksDB before the archive, now read-only, and read through both:"
            + " %,d blocks, %,d bytes, all hashes right",
        count, bytes);
  }

  private Cid addBlocks(MultiBlockstore blocks) {
    List<Block> added = new ArrayList<>();
    for (int i = 0; i < NEW_BLOCKS; i++) {
      added.add(Block.raw(randomBytes()));
    }
    blocks.putAll(added);
    blocks.sync();
    tell("put %,d new blocks: they went to the cache", NEW_BLOCKS);
    return added.get(0).cid();
  }

  private static Cid firstOf(Blockstore store) {
    try (CloseableIterator<Multihash> all = store.list()) {
      if (!all.hasNext()) {
        throw new IllegalArgumentException("the archives hold no blocks; give one that does");
      }
      return Cid.rawOf(all.next());
    }
  }

  private static String locations(MultiBlockstore blocks, Cid cid) {
    return blocks.locate(cid).stream()
        .map(location -> location.name() + " " + status(location))
        .collect(Collectors.joining(", "));
  }

  private static String status(Location location) {
    return location.status().name().toLowerCase(Locale.ROOT);
  }

  private void resetThrice(MultiBlockstore blocks) throws IOException {
    Path directory = folder.resolve("keystore");
    try (ResettableKeystore keystore = ResettableKeystore.open(directory, this::openGeneration)) {
      for (int i = 0; i < RESETS; i++) {
        ResetResult result = keystore.resetFrom(blocks::list);
        tell(
            "reset the keystore: %,d keys in %s; on disk %,d bytes (%,d freed)",
            result.after(),
            result.generation(),
            DurableFiles.sizeOfTree(directory),
            result.bytesFreed().orElse(0));
      }
    }
  }

  private Blockstore open(String type, String name, AccessMode mode) {
    Spec spec = Spec.leaf(type, Map.of("path", name));
    Batching store = drivers.open(spec, new DriverContext(folder, mode));
    return DatastoreBlockstore.on(store, DatastoreBlockstore.BLOCKS, Verification.ON_READ);
  }

  /** What RocksDB warns of in its log differs from run to run; the sizes shown are to be equal. */
  private Batching openGeneration(Path path) {
    Spec spec = Spec.leaf("rocksds", Map.of("path", path.toString(), "logLevel", "error"));
    return drivers.open(spec, DriverContext.at(folder));
  }

  private void tell(String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("step", ++steps);
    fields.put("text", text);
    audience.accept(new Step(steps, text, fields));
  }
}
