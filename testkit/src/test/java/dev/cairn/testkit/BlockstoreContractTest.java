package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of blockstores on one that keeps it, and on those that do not. */
class BlockstoreContractTest {

  /** Makes the store that {@link BrokenBlocks} opens; it runs in this thread alone. */
  private static Supplier<Blockstore> store = MapBlockstore::new;

  @Nested
  class InMemory extends BlockstoreContract {
    @Override
    protected Blockstore open(Path directory) {
      return new MapBlockstore();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  static final class BrokenBlocks extends BlockstoreContract {
    @Override
    protected Blockstore open(Path directory) {
      return store.get();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(Bug.class)
  void a_bug_is_caught(Bug bug) {
    store = bug.store;

    assertThat(ContractRun.failuresOf(BrokenBlocks.class, Set.of(bug.caughtBy)))
        .containsExactly(bug.caughtBy);
  }

  @SuppressWarnings("ImmutableEnumChecker") // what they make is new at each call
  enum Bug {
    LABELS_BLOCKS_WITH_THE_CID_THAT_STORED_THEM(
        () ->
            new MapBlockstore() {
              private final Map<Multihash, Cid> stored = new ConcurrentHashMap<>();

              @Override
              public void put(Block block) {
                stored.put(block.cid().multihash(), block.cid());
                super.put(block);
              }

              @Override
              public Optional<Block> get(Cid cid) {
                return super.get(cid)
                    .map(block -> block.withCid(stored.getOrDefault(cid.multihash(), cid)));
              }
            },
        "any_cid_of_the_multihash_finds_the_block_and_labels_it"),

    TAKES_EMPTY_FOR_ABSENT(
        () ->
            new MapBlockstore() {
              @Override
              public OptionalLong size(Cid cid) {
                OptionalLong size = super.size(cid);
                return size.orElse(0) == 0 ? OptionalLong.empty() : size;
              }
            },
        "an_empty_block_is_a_block_of_size_zero"),

    LISTS_TOO_FEW(
        () ->
            new MapBlockstore() {
              @Override
              public CloseableIterator<Multihash> list() {
                CloseableIterator<Multihash> whole = super.list();
                if (whole.hasNext()) {
                  whole.next();
                }
                return whole;
              }
            },
        "a_listing_names_every_block_and_no_other"),

    DELETES_BY_CID(
        () ->
            new MapBlockstore() {
              @Override
              public void delete(Cid cid) {
                if (cid.version() == 1) {
                  super.delete(cid);
                }
              }
            },
        "any_cid_of_the_multihash_deletes_the_block"),

    SHOWS_BYTES_THAT_CAN_BE_WRITTEN(
        () ->
            new MapBlockstore() {
              @Override
              public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
                return get(cid).map(block -> reader.apply(ByteBuffer.wrap(block.toBytes())));
              }
            },
        "a_view_shows_the_bytes_to_be_read_and_answers_what_the_reader_does"),

    PUTS_ONLY_THE_FIRST_OF_MANY(
        () ->
            new MapBlockstore() {
              @Override
              public void putAll(Collection<Block> blocks) {
                List.copyOf(blocks).stream().limit(1).forEach(this::put);
              }
            },
        "many_blocks_are_put_at_once"),

    NEVER_CLOSES(
        () ->
            new MapBlockstore() {
              @Override
              public void close() {}
            },
        "every_call_on_a_closed_store_is_refused");

    private final Supplier<Blockstore> store;
    private final String caughtBy;

    Bug(Supplier<Blockstore> store, String caughtBy) {
      this.store = store;
      this.caughtBy = caughtBy;
    }
  }
}
