package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.gc.PinOptions;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptBlocksTest {

  private static final Block LEAF = Block.raw("leaf".getBytes(StandardCharsets.UTF_8));
  private static final Block LOOSE = Block.raw("loose".getBytes(StandardCharsets.UTF_8));
  private static final Block INNER = linking(LEAF.cid());
  private static final Block ROOT = linking(INNER.cid(), LEAF.cid());

  @TempDir private Path temporary;

  private static Block linking(Cid... targets) {
    String json =
        Arrays.stream(targets)
            .map("{\"/\":\"%s\"}"::formatted)
            .collect(Collectors.joining(",", "[", "]"));
    return Block.of(Multicodec.DAG_JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  private Repository repository() {
    Repository.init(temporary.resolve("repository"), Profile.LEVELDB);
    Repository repository = Repository.open(temporary.resolve("repository"));
    repository.blocks().putAll(List.of(LEAF, LOOSE, INNER, ROOT));
    return repository;
  }

  private static List<Multihash> kept(Repository repository) {
    try (KeptBlocks kept = kept(repository, CancellationToken.never())) {
      return kept.toList();
    }
  }

  private static KeptBlocks kept(Repository repository, CancellationToken cancellation) {
    return new KeptBlocks(repository.pins(), repository.blocks(), cancellation);
  }

  @Test
  void nothing_is_kept_without_a_pin() {
    try (Repository repository = repository();
        KeptBlocks none = kept(repository, CancellationToken.never())) {
      assertThat(none.hasNext()).isFalse();
      assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void a_recursive_pin_keeps_all_that_it_reaches_and_a_direct_one_itself() {
    try (Repository repository = repository()) {
      repository.pins().add(INNER.cid(), PinOptions.direct());
      assertThat(kept(repository)).containsExactly(INNER.cid().multihash());

      repository.pins().add(ROOT.cid());
      assertThat(kept(repository))
          .contains(ROOT.cid().multihash(), INNER.cid().multihash(), LEAF.cid().multihash())
          .doesNotContain(LOOSE.cid().multihash());
    }
  }

  @Test
  void a_block_that_was_met_as_raw_is_followed_when_it_turns_up_as_a_node() {
    try (Repository repository = repository()) {
      repository.pins().add(INNER.cid().withCodec(Multicodec.RAW));
      repository.pins().add(ROOT.cid());
      assertThat(kept(repository)).contains(LEAF.cid().multihash());
    }
  }

  @Test
  void what_is_missing_is_named_and_passed_over() {
    try (Repository repository = repository()) {
      repository.pins().add(ROOT.cid());
      repository.blocks().delete(INNER.cid());
      assertThat(kept(repository)).contains(INNER.cid().multihash(), LEAF.cid().multihash());
    }
  }

  @Test
  void a_damaged_node_ends_the_look_rather_than_hide_what_it_links_to() {
    try (Repository repository = repository()) {
      repository.pins().add(ROOT.cid());
      repository.blocks().overwrite(Block.wrapUnverified(INNER.cid(), LEAF.toBytes()));
      assertThatThrownBy(() -> kept(repository))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining(INNER.cid().toString());
    }
  }

  @Test
  void the_look_ends_when_it_is_cancelled() {
    try (Repository repository = repository()) {
      repository.pins().add(ROOT.cid());
      try (KeptBlocks kept = kept(repository, () -> true)) {
        assertThatThrownBy(kept::next).isInstanceOf(CancelledException.class);
      }
    }
  }
}
