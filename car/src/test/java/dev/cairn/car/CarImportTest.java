package dev.cairn.car;

import static dev.cairn.car.Archives.archive;
import static dev.cairn.car.Archives.identity;
import static dev.cairn.car.Archives.open;
import static dev.cairn.car.Archives.raw;
import static dev.cairn.car.Archives.wrap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.multiformats.Cid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarImportTest {

  private static final Block ONE = raw("one");
  private static final Block TWO = raw("two, which is longer");
  private static final byte[] SMALL = archive(List.of(TWO.cid()), ONE, TWO);

  private final MemoryBlockstore store = new MemoryBlockstore();

  private ImportResult importing(byte[] archive) {
    try (CarReader reader = open(archive)) {
      return CarImport.into(store).run(reader);
    }
  }

  @Test
  void blocks_are_stored_and_synced_before_the_result_is_told() {
    ImportResult result = importing(SMALL);

    assertThat(result).isEqualTo(new ImportResult(2, ONE.size() + TWO.size(), List.of(TWO.cid())));
    assertThat(store.get(ONE.cid()).orElseThrow().toBytes()).isEqualTo(ONE.toBytes());
    assertThat(store.get(TWO.cid()).orElseThrow().toBytes()).isEqualTo(TWO.toBytes());
    assertThat(store.synced).isEqualTo(2);
  }

  @Test
  void blocks_that_their_cid_holds_are_counted_and_not_stored() {
    Block inline = identity("x".repeat(1000));

    ImportResult result = importing(archive(List.of(), inline, ONE));

    assertThat(result.blocks()).isEqualTo(2);
    assertThat(result.bytes()).isEqualTo(1000 + ONE.size());
    assertThat(store.count()).isEqualTo(1);
  }

  @Test
  void an_archive_without_blocks_imports_nothing() {
    assertThat(importing(Archives.NO_ROOTS)).isEqualTo(new ImportResult(0, 0, List.of()));
    assertThat(store.batches).isEmpty();
    assertThat(store.synced).isZero();
  }

  @Test
  void blocks_are_stored_in_batches_of_at_most_8_mib() {
    Block[] blocks =
        IntStream.range(0, 20)
            .mapToObj(i -> Block.raw(new byte[(1 << 20) - i]))
            .toArray(Block[]::new);

    ImportResult result = importing(archive(List.of(), blocks));

    assertThat(result.blocks()).isEqualTo(20);
    assertThat(store.count()).isEqualTo(20);
    assertThat(store.batches).hasSizeBetween(3, 4).allMatch(size -> size <= 8 << 20);
  }

  @Test
  void many_tiny_blocks_do_not_make_one_huge_batch() {
    Block[] blocks =
        IntStream.range(0, 30_000).mapToObj(i -> raw("block " + i)).toArray(Block[]::new);

    assertThat(importing(archive(List.of(), blocks)).blocks()).isEqualTo(30_000);
    assertThat(store.batches).hasSizeGreaterThan(1);
  }

  @Test
  void a_block_larger_than_a_batch_is_stored_alone() {
    Block huge = Block.raw(new byte[9 << 20]);
    CarOptions options = CarOptions.builder().maxSectionSize(10 << 20).build();
    try (CarReader reader = open(archive(List.of(), ONE, huge, TWO), options)) {
      CarImport.into(store).run(reader);
    }

    assertThat(store.batches).containsExactly((long) ONE.size(), 9L << 20, (long) TWO.size());
  }

  @Test
  void what_was_valid_before_a_fault_is_kept_and_nothing_of_the_fault() {
    byte[] damaged = SMALL.clone();
    damaged[damaged.length - 1] ^= 1;

    CarImportException e = catchThrowableOfType(CarImportException.class, () -> importing(damaged));

    assertThat(e)
        .hasCauseInstanceOf(CarFormatException.class)
        .hasMessageContaining(TWO.cid() + " have another hash")
        .hasMessageEndingWith("the one block before it is valid and was kept");
    assertThat(e.kept()).isEqualTo(new ImportResult(1, ONE.size(), List.of(TWO.cid())));
    assertThat(store.has(ONE.cid())).isTrue();
    assertThat(store.has(TWO.cid())).isFalse();
    assertThat(store.synced).isEqualTo(1);
  }

  @Test
  void where_the_first_section_is_at_fault_nothing_is_stored() {
    byte[] cut = Arrays.copyOf(SMALL, 70);

    assertThatThrownBy(() -> importing(cut))
        .isInstanceOf(CarImportException.class)
        .hasMessageEndingWith("no block was imported");
    assertThat(store.count()).isZero();
  }

  @Test
  void an_import_that_was_broken_off_is_completed_by_another() {
    assertThatThrownBy(() -> importing(Arrays.copyOf(SMALL, SMALL.length - 1)))
        .isInstanceOf(CarImportException.class);

    assertThat(importing(SMALL).blocks()).isEqualTo(2);
    assertThat(store.count()).isEqualTo(2);
  }

  @Test
  void a_cancelled_import_keeps_what_it_read_and_says_so() {
    try (CarReader reader = open(SMALL)) {
      assertThatThrownBy(() -> CarImport.into(store).withCancellation(() -> true).run(reader))
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("test.car was cancelled with 1 blocks kept");
    }
    assertThat(store.count()).isEqualTo(1);
    assertThat(store.synced).isEqualTo(1);
  }

  @Test
  void progress_goes_up_to_the_whole(@TempDir Path folder) throws Exception {
    for (byte[] bytes : List.of(SMALL, wrap(SMALL, 0))) {
      Path file = folder.resolve("small.car");
      Files.write(file, bytes);
      List<Long> reached = new ArrayList<>();
      List<OptionalLong> totals = new ArrayList<>();
      try (CarReader reader = CarReader.open(file)) {
        CarImport.into(store)
            .withProgress(
                (read, total) -> {
                  reached.add(read);
                  totals.add(total);
                })
            .run(reader);
      }

      assertThat(reached).hasSize(2).isSorted();
      assertThat(totals).containsOnly(OptionalLong.of(reached.get(1)));
    }
  }

  @Test
  void a_store_that_fails_is_told_as_it_is() {
    NoSpaceException full = new NoSpaceException("the disk is full");
    MemoryBlockstore small =
        new MemoryBlockstore() {
          @Override
          public void putAll(Collection<Block> all) {
            throw full;
          }
        };

    try (CarReader reader = open(SMALL)) {
      assertThatThrownBy(() -> CarImport.into(small).run(reader)).isSameAs(full);
    }
    try (CarReader reader = open(Arrays.copyOf(SMALL, SMALL.length - 1))) {
      assertThatThrownBy(() -> CarImport.into(small).run(reader))
          .isSameAs(full)
          .satisfies(
              e ->
                  assertThat(e.getSuppressed())
                      .hasAtLeastOneElementOfType(CarFormatException.class));
    }
    assertThat(small.synced).isEqualTo(-1);
  }

  @Test
  void a_block_is_found_by_any_cid_of_its_multihash() {
    importing(SMALL);

    assertThat(store.has(Cid.v1(0x71, ONE.cid().multihash()))).isTrue();
  }
}
