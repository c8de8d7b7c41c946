package dev.cairn.car;

import static dev.cairn.car.Archives.identity;
import static dev.cairn.car.Archives.linking;
import static dev.cairn.car.Archives.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.links.LinkExtractor;
import dev.cairn.links.Links;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.UnsupportedHashException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CarExportTest {

  private static final Block LEAF = raw("leaf");
  private static final Block OTHER = raw("other leaf");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ExportResult export(CarExport export, Cid... roots) {
    out.reset();
    try (CarWriter writer = CarWriter.to(out, "test.car", List.of(roots))) {
      ExportResult result = export.reachable(writer);
      writer.commit();
      return result;
    }
  }

  private ExportResult export(MemoryBlockstore store, Cid... roots) {
    return export(CarExport.from(store), roots);
  }

  private ExportResult exportAll(CarExport export) {
    out.reset();
    try (CarWriter writer = CarWriter.to(out, "test.car", List.of())) {
      ExportResult result = export.all(writer);
      writer.commit();
      return result;
    }
  }

  /** The CIDs of the archive that was written; all its blocks verify. */
  private List<Cid> exported() {
    return Archives.read(out.toByteArray()).stream().map(Block::cid).toList();
  }

  @Test
  void blocks_are_written_depth_first_in_the_order_of_the_links() {
    Block left = linking(LEAF.cid());
    Block right = linking(OTHER.cid(), LEAF.cid());
    Block root = linking(left.cid(), right.cid());
    MemoryBlockstore store = MemoryBlockstore.of(LEAF, OTHER, left, right, root, raw("apart"));

    ExportResult result = export(store, root.cid());

    assertThat(exported())
        .containsExactly(root.cid(), left.cid(), LEAF.cid(), right.cid(), OTHER.cid());
    assertThat(result.blocks()).isEqualTo(5);
    assertThat(result.bytes())
        .isEqualTo(root.size() + left.size() + LEAF.size() + right.size() + OTHER.size());
    assertThat(result.missing()).isZero();
    assertThat(result.notFollowed()).isEmpty();
    try (CarReader reader = Archives.open(out.toByteArray())) {
      assertThat(reader.roots()).containsExactly(root.cid());
    }
  }

  @Test
  void several_roots_are_walked_in_their_order_and_what_they_share_is_written_once() {
    Block first = linking(LEAF.cid());
    Block second = linking(LEAF.cid(), OTHER.cid());
    MemoryBlockstore store = MemoryBlockstore.of(LEAF, OTHER, first, second);

    export(store, second.cid(), first.cid(), second.cid());

    assertThat(exported()).containsExactly(second.cid(), LEAF.cid(), OTHER.cid(), first.cid());
    assertThat(store.reads).doesNotHaveDuplicates();
  }

  @Test
  void bytes_first_met_as_a_leaf_are_walked_when_met_by_a_codec_with_links() {
    Block inner = linking(LEAF.cid());
    Cid asLeaf = Cid.rawOf(inner.cid().multihash());
    Block root = linking(asLeaf, inner.cid());
    MemoryBlockstore store = MemoryBlockstore.of(LEAF, inner, root);

    ExportResult result = export(store, root.cid());

    assertThat(exported()).containsExactly(root.cid(), asLeaf, LEAF.cid());
    assertThat(result.blocks()).isEqualTo(3);
  }

  @Test
  void bytes_first_met_with_links_are_not_read_again_as_a_leaf() {
    Block inner = linking(LEAF.cid());
    Block root = linking(inner.cid(), Cid.rawOf(inner.cid().multihash()));
    MemoryBlockstore store = MemoryBlockstore.of(LEAF, inner, root);

    export(store, root.cid());

    assertThat(exported()).containsExactly(root.cid(), inner.cid(), LEAF.cid());
    assertThat(store.reads).containsExactly(root.cid(), inner.cid(), LEAF.cid());
  }

  @Test
  void a_cid_of_version_0_and_its_twin_of_version_1_are_one() {
    Block empty = Block.of(Multicodec.DAG_PB, new byte[0]);
    Cid twin = Cid.v0(empty.cid().multihash());
    Block root = linking(twin, empty.cid());
    MemoryBlockstore store = MemoryBlockstore.of(empty, root);

    export(store, root.cid());

    assertThat(exported()).containsExactly(root.cid(), twin);
    assertThat(store.reads).containsExactly(root.cid(), twin);
  }

  @Test
  void a_missing_block_is_named_with_the_one_that_names_it() {
    Block root = linking(LEAF.cid(), OTHER.cid());
    MemoryBlockstore store = MemoryBlockstore.of(LEAF, root);

    assertThatThrownBy(() -> export(store, root.cid()))
        .isInstanceOfSatisfying(
            MissingBlockException.class,
            e -> {
              assertThat(e.cid()).isEqualTo(OTHER.cid());
              assertThat(e.parent()).hasValue(root.cid());
            })
        .hasMessageStartingWith(
            "the block %s, named by %s, is not".formatted(OTHER.cid(), root.cid()));
    assertThatThrownBy(() -> export(store, OTHER.cid()))
        .isInstanceOfSatisfying(MissingBlockException.class, e -> assertThat(e.parent()).isEmpty())
        .hasMessageContaining("which is to be exported");
  }

  @Test
  void missing_blocks_are_skipped_and_counted_where_asked() {
    Block root = linking(OTHER.cid(), LEAF.cid(), OTHER.cid());
    CarExport lenient =
        CarExport.from(MemoryBlockstore.of(LEAF, root))
            .withOptions(ExportOptions.builder().missingBlocks(MissingBlocks.SKIP).build());

    ExportResult result = export(lenient, root.cid());

    assertThat(exported()).containsExactly(root.cid(), LEAF.cid());
    assertThat(result.missing()).isEqualTo(1);
    assertThat(result.blocks()).isEqualTo(2);
  }

  @Test
  void identity_blocks_are_followed_and_not_written_unless_asked() {
    Block inline = identity("{\"/\":\"" + LEAF.cid() + "\"}");
    Cid inlineJson = inline.cid().withCodec(Multicodec.DAG_JSON);
    Block root = linking(inlineJson);
    CarExport export = CarExport.from(MemoryBlockstore.of(LEAF, root));

    assertThat(export(export, root.cid()).blocks()).isEqualTo(2);
    assertThat(exported()).containsExactly(root.cid(), LEAF.cid());

    ExportOptions all = ExportOptions.builder().identityBlocks(IdentityBlocks.WRITTEN).build();
    assertThat(export(export.withOptions(all), root.cid()).blocks()).isEqualTo(3);
    assertThat(exported()).containsExactly(root.cid(), inlineJson, LEAF.cid());
  }

  @Test
  void a_block_of_an_unknown_codec_is_written_and_not_followed_and_counted() {
    Block commit = Block.of(Multicodec.GIT_RAW, LEAF.cid().toBytes());
    Block root = linking(commit.cid(), OTHER.cid());
    MemoryBlockstore store = MemoryBlockstore.of(LEAF, OTHER, commit, root);

    ExportResult result = export(store, root.cid());

    assertThat(exported()).containsExactly(root.cid(), commit.cid(), OTHER.cid());
    assertThat(result.notFollowed()).isEqualTo(Map.of(Multicodec.GIT_RAW, 1L));

    LinkExtractor git = (cid, data) -> List.of(Cid.read(data.duplicate()));
    Links links = Links.standard().with(Multicodec.GIT_RAW, git);
    CarExport following =
        CarExport.from(store).withOptions(ExportOptions.builder().links(links).build());
    assertThat(export(following, root.cid()).notFollowed()).isEmpty();
    assertThat(exported()).containsExactly(root.cid(), commit.cid(), LEAF.cid(), OTHER.cid());
  }

  @Test
  void a_damaged_block_is_not_spread() {
    Block root = linking(LEAF.cid());
    MemoryBlockstore store = MemoryBlockstore.of(root);
    store.putDamaged(LEAF.cid(), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> export(store, root.cid()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(LEAF.cid().toString());
    assertThatThrownBy(() -> exportAll(CarExport.from(store)))
        .isInstanceOf(CorruptDataException.class);

    ExportOptions trusting = ExportOptions.builder().hashCheck(HashCheck.NONE).build();
    assertThat(export(CarExport.from(store).withOptions(trusting), root.cid()).blocks())
        .isEqualTo(2);
  }

  @Test
  void a_block_that_does_not_follow_its_codec_ends_the_export() {
    Block broken = Archives.dagJson("{");

    assertThatThrownBy(() -> export(MemoryBlockstore.of(broken), broken.cid()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("the dag-json block " + broken.cid() + " is malformed");
  }

  @Test
  void a_block_whose_hash_is_unknown_is_written_unless_all_are_to_be_verified() {
    Cid unknown = Cid.rawOf(Multihash.of(0x3fffff, new byte[32]));
    MemoryBlockstore store = new MemoryBlockstore();
    store.putDamaged(unknown, new byte[] {1});

    assertThat(export(store, unknown).blocks()).isEqualTo(1);
    ExportOptions strict = ExportOptions.builder().hashCheck(HashCheck.ALL).build();
    assertThatThrownBy(() -> export(CarExport.from(store).withOptions(strict), unknown))
        .isInstanceOf(UnsupportedHashException.class);
  }

  @Test
  void all_blocks_are_written_raw_without_roots_and_each_once() {
    Block root = linking(LEAF.cid());
    MemoryBlockstore store = MemoryBlockstore.of(LEAF, root, identity("inline"));

    ExportResult result = exportAll(CarExport.from(store));

    assertThat(exported()).containsExactly(LEAF.cid(), Cid.rawOf(root.cid().multihash()));
    assertThat(result)
        .isEqualTo(new ExportResult(2, LEAF.size() + root.size(), 0, result.notFollowed()));
    assertThat(result.notFollowed()).isEmpty();
  }

  @Test
  void a_block_that_is_listed_twice_is_written_once() {
    MemoryBlockstore twice =
        new MemoryBlockstore() {
          @Override
          public CloseableIterator<Multihash> list() {
            List<Multihash> listed = new ArrayList<>(super.list().toList());
            listed.addAll(List.copyOf(listed));
            return listing(listed);
          }
        };
    twice.put(LEAF);
    twice.put(OTHER);

    assertThat(exportAll(CarExport.from(twice)).blocks()).isEqualTo(2);
    assertThat(exported()).containsExactly(LEAF.cid(), OTHER.cid());
  }

  @Test
  void a_long_chain_takes_no_stack() {
    MemoryBlockstore store = MemoryBlockstore.of(LEAF);
    Block head = linking(LEAF.cid());
    store.put(head);
    for (int i = 1; i < 20_000; i++) {
      head = linking(head.cid());
      store.put(head);
    }

    assertThat(export(store, head.cid()).blocks()).isEqualTo(20_001);
  }

  @Test
  void a_cancelled_export_says_how_far_it_came() {
    Block root = linking(LEAF.cid());
    CarExport export = CarExport.from(MemoryBlockstore.of(LEAF, root));
    int[] asked = {0};

    assertThatThrownBy(() -> export(export.withCancellation(() -> asked[0]++ == 1), root.cid()))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("after 1 blocks");
    assertThatThrownBy(() -> exportAll(export.withCancellation(() -> true)))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("after 0 blocks");
  }

  @Test
  void progress_tells_the_bytes_written() {
    Block root = linking(LEAF.cid());
    List<Long> reached = new ArrayList<>();
    CarExport export =
        CarExport.from(MemoryBlockstore.of(LEAF, root))
            .withProgress((bytes, total) -> reached.add(bytes));

    export(export, root.cid());

    assertThat(reached).hasSize(2).isSorted().endsWith((long) out.size());
  }
}
