package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A filter in a file is used where it knows every block, and nowhere else. */
class SavedFilterTest {

  private static final Block BLOCK = Block.raw("a block".getBytes(UTF_8));

  @TempDir private Path directory;

  /** Never closed itself: what lies in memory has to be there after a start. */
  private final FaultyDatastore data = new FaultyDatastore(new MemoryDatastore());

  private final List<Block> many = new ArrayList<>();
  private final AtomicLong epoch = new AtomicLong(41);
  private Path file = Path.of("");

  @BeforeEach
  void putSome() {
    file = directory.resolve("filter");
    for (int i = 0; i < 500; i++) {
      many.add(Block.raw(("block " + i).getBytes(UTF_8)));
    }
    below().putAll(many);
  }

  private Blockstore below() {
    return DatastoreBlockstore.borrowing(data, Key.of("/blocks"), Verification.NONE);
  }

  private FilteredBlockstore.Builder builder() {
    return FilteredBlockstore.builder(below(), Runnable::run)
        .expectedBlocks(1000)
        .epoch(epoch::get)
        .file(file);
  }

  /** Opens a store with its filter; returns how often it was listed for that. */
  private long listings(FilteredBlockstore.Builder builder) {
    long before = data.calls(Operation.QUERY);
    try (FilteredBlockstore blocks = builder.build()) {
      assertThat(blocks.isActive()).isTrue();
      assertThat(many).allMatch(block -> blocks.has(block.cid()));
      assertThat(blocks.statistics().blocks()).isBetween(490L, 500L);
    }
    return data.calls(Operation.QUERY) - before;
  }

  @Test
  void a_filter_that_was_saved_needs_no_listing() {
    assertThat(listings(builder())).isEqualTo(1);
    assertThat(file).isRegularFile();

    assertThat(listings(builder())).isZero();
    assertThat(listings(builder())).isZero();
    assertThat(directory).isDirectoryContaining(path -> path.equals(file));
  }

  @Test
  void a_filter_that_was_built_anew_is_saved_though_nothing_was_written() {
    builder().build().close();
    try (FilteredBlockstore blocks = builder().build()) {
      blocks.deleteAll(many.subList(0, 300).stream().map(Block::cid).toList());
      blocks.rebuild(CancellationToken.never()).toCompletableFuture().join();
    }

    try (FilteredBlockstore blocks = builder().build()) {
      assertThat(blocks.statistics().blocks()).isBetween(190L, 200L);
    }
  }

  @Test
  void the_file_is_gone_before_a_block_is_written_and_back_after_the_closing() {
    builder().build().close();
    RecordingDatastore recording = new RecordingDatastore(data);
    List<Boolean> thereAtTheWrite = new ArrayList<>();
    recording.beforePut = () -> thereAtTheWrite.add(Files.exists(file));
    Blockstore recorded =
        DatastoreBlockstore.borrowing(recording, Key.of("/blocks"), Verification.NONE);
    try (FilteredBlockstore blocks =
        FilteredBlockstore.builder(recorded, Runnable::run)
            .expectedBlocks(1000)
            .epoch(epoch::get)
            .file(file)
            .build()) {
      blocks.delete(many.get(0).cid());
      assertThat(file).as("a delete leaves the filter right").exists();
      blocks.put(many.get(0));
      blocks.put(BLOCK);
    }
    assertThat(thereAtTheWrite).containsExactly(false, false);
    try (FilteredBlockstore blocks = builder().build()) {
      assertThat(blocks.has(BLOCK.cid())).isTrue();
    }
  }

  @Test
  void every_kind_of_write_removes_the_file() {
    List<Consumer<FilteredBlockstore>> writes =
        List.of(
            blocks -> blocks.put(BLOCK),
            blocks -> blocks.putAll(List.of(BLOCK)),
            blocks -> blocks.overwrite(BLOCK),
            blocks -> blocks.invalidate(List.of(BLOCK.cid())),
            FilteredBlockstore::invalidateAll);
    for (var write : writes) {
      builder().build().close();
      try (FilteredBlockstore blocks = builder().build()) {
        assertThat(file).exists();
        write.accept(blocks);
        assertThat(file).doesNotExist();
      }
    }
  }

  @Test
  void a_store_that_was_not_closed_is_listed_again() {
    builder().build().close();
    builder().build().put(BLOCK); // and then the process dies

    try (FilteredBlockstore blocks = builder().build()) {
      assertThat(blocks.has(BLOCK.cid())).isTrue();
    }
  }

  @Test
  void any_flipped_byte_and_any_cut_lets_the_filter_be_built_anew() throws IOException {
    builder().build().close();
    byte[] good = Files.readAllBytes(file);
    Random random = Seeds.random();
    for (int round = 0; round < 16; round++) {
      byte[] bad = good.clone();
      bad[round < 8 ? round * 8 : random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      assertThat(listings(builder())).as("flipped").isEqualTo(1);
      Files.write(file, Arrays.copyOf(good, random.nextInt(good.length)));
      assertThat(listings(builder())).as("cut").isEqualTo(1);
    }
    Files.write(file, Arrays.copyOf(good, good.length + 8));
    assertThat(listings(builder())).as("longer").isEqualTo(1);
    assertThat(listings(builder())).as("saved again").isZero();
  }

  @Test
  void a_file_of_another_epoch_or_of_another_rate_is_not_used() {
    assertThat(listings(builder())).isEqualTo(1);
    epoch.incrementAndGet();
    assertThat(listings(builder())).isEqualTo(1);
    assertThat(listings(builder().falsePositiveRate(0.01))).isEqualTo(1);
    assertThat(listings(builder().falsePositiveRate(0.01))).isZero();
  }

  @Test
  void a_filter_that_never_was_complete_is_not_saved() {
    FilteredBlockstore.builder(below(), task -> {}).file(file).build().close();

    assertThat(file).doesNotExist();
  }

  @Test
  void a_directory_that_is_missing_costs_the_filter_and_not_the_closing() {
    Path missing = directory.resolve("missing").resolve("filter");
    FilteredBlockstore blocks = builder().file(missing).build();
    blocks.close();

    assertThat(missing).doesNotExist();
  }

  @Test
  void the_hash_of_a_saved_filter_is_the_same_for_ever() {
    Multihash multihash = Block.raw("golden".getBytes(UTF_8)).cid().multihash();

    assertThat(HexFormat.of().toHexDigits(multihash.hash(0))).isEqualTo("f6ab8ebbf4840930");
    assertThat(HexFormat.of().toHexDigits(multihash.hash(42))).isEqualTo("f3e2673ab2c59f32");
  }
}
