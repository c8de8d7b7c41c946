package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.datastore.View;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multibase;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.UnsupportedHashException;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatastoreBlockstoreTest {

  private static final Block BLOCK = Block.raw("some data".getBytes(UTF_8));
  private static final Key BLOCK_KEY =
      Key.of("/blocks/CIQBGB4ZBZV2LSQUL2ZV5GIYFKN6YRSTDPCU3X3FNJQCY6APUASA33Q");
  private static final Block OTHER = Block.raw("other data".getBytes(UTF_8));
  private static final long IDENTITY = 0x00;
  private static final long MURMUR3 = 0x22;

  private final RecordingDatastore below = new RecordingDatastore(new MemoryDatastore());
  private final FaultyDatastore store = new FaultyDatastore(below);
  private final DatastoreBlockstore blocks = DatastoreBlockstore.on(store);

  private static Block identity(int size) {
    byte[] data = new byte[size];
    Arrays.fill(data, (byte) 'i');
    return Block.wrapUnverified(Cid.rawOf(Multihash.of(IDENTITY, data)), data);
  }

  private static List<String> keys(Datastore store) {
    return store.query(Query.all().keysOnly()).toList().stream()
        .map(entry -> entry.key().toString())
        .toList();
  }

  // Keys.

  @ParameterizedTest
  @CsvSource({
    "'', /blocks/CIQOHMGEIKMPYHAUTL57JSEZN64SIJ5OIHSGJG4TJSSJLGI3PBJLQVI",
    "foo, /blocks/CIQCYJVUNNUP7RUP7GNUKPA5GBATIE2CFVYGJA57UD4YUXUIMJTOPLQ",
    "bar, /blocks/CIQPZXRLF3N2K27UBBQB7NZB72NVYM4NCDXEFHVAJ6XFKENWR67Y7OI",
    "some data, /blocks/CIQBGB4ZBZV2LSQUL2ZV5GIYFKN6YRSTDPCU3X3FNJQCY6APUASA33Q",
  })
  void a_block_lies_under_the_key_that_kubo_gives_it(String data, String key) {
    blocks.put(Block.raw(data.getBytes(UTF_8)));

    assertThat(keys(store)).containsExactly(key);
    assertThat(store.get(Key.of(key))).hasValue(data.getBytes(UTF_8));
  }

  @Test
  void a_cid_of_version_0_lies_under_the_key_of_its_multihash() {
    Cid cid = Cid.parse("QmP63DkAFEnDYNjDYBpyNDfttu1fvUw99x1brscPzpqmmq");
    var atRoot = DatastoreBlockstore.on(store, Key.ROOT);

    atRoot.put(Block.wrapUnverified(cid, new byte[] {1}));

    assertThat(keys(store))
        .containsExactly("/CIQAWHLNSWVOD7E2KSWW5MMNS2FPEOZHYUP3M3MLYIOMTGPK54QIO2A");
    assertThat(atRoot.list().toList()).containsExactly(cid.multihash());
  }

  @Test
  void any_multihash_comes_back_from_its_key() {
    Random random = Seeds.random();
    BlockKeys keys = new BlockKeys(Key.of("/blocks"));
    for (int round = 0; round < 500; round++) {
      byte[] digest = new byte[random.nextInt(70)];
      random.nextBytes(digest);
      Multihash multihash = Multihash.of(random.nextInt(1 << 20), digest);

      Key key = keys.of(multihash);

      assertThat(key)
          .isEqualTo(Key.of("/blocks/" + Multibase.BASE32_UPPER.encodeBare(multihash.toBytes())));
      assertThat(keys.read(key)).isEqualTo(multihash);
    }
  }

  @Test
  void a_key_that_is_changed_in_any_character_names_another_block_or_none() {
    Random random = Seeds.random();
    BlockKeys keys = new BlockKeys(Key.of("/blocks"));
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = BLOCK_KEY.toBytes();
      bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt(256);
      Key changed = Key.ofStored(bytes);

      Multihash read = keys.read(changed);

      if (read != null) {
        assertThat(keys.of(read))
            .as("the key that is read is the key that is written")
            .isEqualTo(changed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/blocks/foo",
        "/blocks/ciqbgb4zbzv2lsqul2zv5giyfkn6yrstdpcu3x3fnjqcy6apuasa33q",
        "/blocks/CIQBGB4ZBZV2LSQUL2ZV5GIYFKN6YRSTDPCU3X3FNJQCY6APUASA33",
        "/blocks/CIQBGB4ZBZV2LSQUL2ZV5GIYFKN6YRSTDPCU3X3FNJQCY6APUASA33R",
        "/blocks/CIQBGB4ZBZV2LSQUL2ZV5GIYFKN6YRSTDPCU3X3FNJQCY6APUASA33Q=",
        "/blocks/CIQBGB4ZBZV2LSQUL2ZV5GIYFKN6YRSTDPCU3X3FNJQCY6APUASA33Q/CIQ",
        "/blocks/AFKREI",
        "/blocks/AAAW2",
        "hex:626c6f636b732f",
        "hex:626c6f636b732fff",
      })
  void a_listing_passes_over_keys_that_are_no_blocks(String stray) {
    blocks.put(BLOCK);
    store.put(Key.parse(stray), new byte[] {1});
    store.put(Key.of("/blocksCIQ"), new byte[] {1});
    store.put(Key.of("/blocks"), new byte[] {1});

    assertThat(blocks.list().toList()).containsExactly(BLOCK.cid().multihash());
  }

  @Test
  void a_listing_reads_keys_alone() {
    blocks.list().close();

    assertThat(below.queries).singleElement().hasToString("SELECT keys FROM \"/blocks\"");
  }

  // Puts.

  @Test
  void a_put_looks_first_and_writes_nothing_where_the_block_is_held() {
    blocks.put(BLOCK);
    blocks.put(BLOCK.withCid(Cid.v0(BLOCK.cid().multihash())));

    assertThat(store.calls(Operation.HAS)).isEqualTo(2);
    assertThat(store.calls(Operation.PUT)).isEqualTo(1);
  }

  @Test
  void a_put_that_cannot_look_fails_and_writes_nothing() {
    store.failFromNowOn(Operation.HAS, () -> new DatastoreException("the disk is broken"));

    assertThatThrownBy(() -> blocks.put(BLOCK)).hasMessage("the disk is broken");
    assertThatThrownBy(() -> blocks.putAll(List.of(BLOCK, OTHER))).hasMessage("the disk is broken");

    assertThat(store.calls(Operation.PUT) + store.calls(Operation.BATCH)).isZero();
  }

  @Test
  void many_are_put_in_one_batch_each_multihash_once_and_those_held_left_out() {
    blocks.put(OTHER);
    Block third = Block.of(Multicodec.DAG_PB, "third".getBytes(UTF_8));
    Block same = third.withCid(Cid.rawOf(third.cid().multihash()));

    blocks.putAll(List.of(BLOCK, OTHER, third, same, BLOCK, identity(3)));

    assertThat(store.calls(Operation.BATCH_PUT)).isEqualTo(2);
    assertThat(store.calls(Operation.COMMIT)).isEqualTo(1);
    assertThat(below.openBatches).isZero();
    assertThat(new HashSet<>(blocks.list().toList()))
        .containsExactlyInAnyOrder(
            BLOCK.cid().multihash(), OTHER.cid().multihash(), third.cid().multihash());
  }

  @Test
  void no_batch_is_opened_where_one_block_or_none_is_to_be_written() {
    blocks.putAll(List.of());
    blocks.putAll(List.of(identity(3)));
    blocks.putAll(List.of(BLOCK, BLOCK));
    blocks.putAll(List.of(BLOCK));

    assertThat(store.calls(Operation.BATCH)).isZero();
    assertThat(store.calls(Operation.PUT)).isEqualTo(1);
  }

  @Test
  void a_batch_that_fails_leaves_nothing_behind_and_nothing_open() {
    store.failAt(Operation.COMMIT, 1, () -> new DatastoreException("the disk is broken"));

    assertThatThrownBy(() -> blocks.putAll(List.of(BLOCK, OTHER))).hasMessage("the disk is broken");

    assertThat(blocks.list().toList()).isEmpty();
    assertThat(below.openBatches).isZero();
  }

  @Test
  void a_datastore_that_cannot_batch_gets_one_put_after_the_other() {
    var plain = new ForwardingDatastore(new MemoryDatastore()) {};
    var over = DatastoreBlockstore.on(plain);

    over.putAll(List.of(BLOCK, OTHER));

    assertThat(over.has(BLOCK.cid())).isTrue();
    assertThat(over.has(OTHER.cid())).isTrue();
    over.deleteAll(List.of(BLOCK.cid(), OTHER.cid()));
    assertThat(over.list().toList()).isEmpty();
  }

  @Test
  void many_are_deleted_in_one_batch_each_multihash_once() {
    blocks.putAll(List.of(BLOCK, OTHER));
    Cid same = Cid.v1(Multicodec.DAG_CBOR, OTHER.cid().multihash());
    long batches = store.calls(Operation.BATCH);

    blocks.deleteAll(List.of(BLOCK.cid(), OTHER.cid(), same, identity(3).cid()));

    assertThat(store.calls(Operation.BATCH) - batches).isEqualTo(1);
    assertThat(store.calls(Operation.BATCH_DELETE)).isEqualTo(2);
    assertThat(store.calls(Operation.DELETE)).isZero();
    assertThat(below.openBatches).isZero();
    assertThat(blocks.list().toList()).isEmpty();
  }

  @Test
  void blocks_whose_deletion_fails_are_all_still_there() {
    blocks.putAll(List.of(BLOCK, OTHER));
    store.failAt(Operation.COMMIT, 1, () -> new DatastoreException("the disk is broken"));

    assertThatThrownBy(() -> blocks.deleteAll(List.of(BLOCK.cid(), OTHER.cid())))
        .hasMessage("the disk is broken");

    assertThat(blocks.list().toList()).hasSize(2);
    assertThat(below.openBatches).isZero();
  }

  // Verification.

  @Test
  void a_damaged_block_is_refused_by_its_cid_where_reads_are_verified() {
    var verified = DatastoreBlockstore.on(store, DatastoreBlockstore.BLOCKS, Verification.ON_READ);
    store.put(BLOCK_KEY, "some Data".getBytes(UTF_8));

    assertThatThrownBy(() -> verified.get(BLOCK.cid()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(BLOCK.cid().toString());
    assertThatThrownBy(() -> verified.view(BLOCK.cid(), buffer -> "shown"))
        .isInstanceOf(CorruptDataException.class);
    assertThat(verified.has(BLOCK.cid())).isTrue();
    assertThat(verified.size(BLOCK.cid())).hasValue(9);
    assertThat(blocks.get(BLOCK.cid()).orElseThrow().isValid())
        .as("without verification it is handed out")
        .isFalse();
  }

  @Test
  void putting_a_good_block_does_not_repair_a_damaged_one_but_overwriting_it_does() {
    var verified = DatastoreBlockstore.on(store, DatastoreBlockstore.BLOCKS, Verification.ON_READ);
    store.put(BLOCK_KEY, "some Data".getBytes(UTF_8));

    verified.put(BLOCK);
    assertThatThrownBy(() -> verified.get(BLOCK.cid())).isInstanceOf(CorruptDataException.class);

    verified.overwrite(BLOCK);
    assertThat(verified.get(BLOCK.cid()).orElseThrow().toBytes()).isEqualTo(BLOCK.toBytes());
  }

  @Test
  void a_hash_that_cannot_be_computed_is_an_outcome_of_its_own() {
    var verified = DatastoreBlockstore.on(store, DatastoreBlockstore.BLOCKS, Verification.ON_READ);
    Cid murmur = Cid.rawOf(Multihash.of(MURMUR3, new byte[8]));

    blocks.put(Block.wrapUnverified(murmur, new byte[] {1}));

    assertThat(blocks.get(murmur).orElseThrow().toBytes()).containsExactly(1);
    assertThatThrownBy(() -> verified.get(murmur))
        .isInstanceOfSatisfying(
            UnsupportedHashException.class, e -> assertThat(e.code()).isEqualTo(MURMUR3));
    assertThat(verified.has(murmur)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void a_view_is_shown_where_the_datastore_has_the_block_and_checked_before_if_configured(
      Verification verification) {
    MemoryDatastore memory = new MemoryDatastore();
    List<Key> shown = new ArrayList<>();
    View view =
        new View() {
          @Override
          public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
            shown.add(key);
            return memory.get(key).map(bytes -> reader.apply(ByteBuffer.wrap(bytes)));
          }
        };
    var able =
        new ForwardingDatastore(memory) {
          @Override
          public <T> Optional<T> capability(Class<T> ability) {
            return ability == View.class
                ? Optional.of(ability.cast(view))
                : super.capability(ability);
          }
        };
    var over = DatastoreBlockstore.on(able, DatastoreBlockstore.BLOCKS, verification);
    over.put(BLOCK);

    assertThat(over.view(BLOCK.cid(), ByteBuffer::remaining)).hasValue(9);
    assertThat(over.view(OTHER.cid(), ByteBuffer::remaining)).isEmpty();
    assertThat(over.view(identity(3).cid(), ByteBuffer::remaining)).hasValue(3);

    assertThat(shown).hasSize(2).first().isEqualTo(BLOCK_KEY);
  }

  // Identity.

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 19, 127, 128})
  void an_identity_cid_is_answered_without_the_datastore(int size) {
    Block identity = identity(size);
    Cid cid = identity.cid();

    blocks.put(identity);
    blocks.putAll(List.of(identity));
    blocks.delete(cid);

    assertThat(blocks.has(cid)).isTrue();
    assertThat(blocks.size(cid)).hasValue(size);
    assertThat(blocks.get(cid).orElseThrow().toBytes()).isEqualTo(identity.toBytes());
    assertThat(blocks.get(cid).orElseThrow().cid()).isEqualTo(cid);
    for (Operation operation : Operation.values()) {
      assertThat(store.calls(operation)).as(operation.toString()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {129, 1024, 100_000})
  void an_identity_cid_of_more_than_128_bytes_is_refused_by_every_call(int size) {
    Block large = identity(size);
    Cid cid = large.cid();
    List<ThrowingCallable> calls =
        List.of(
            () -> blocks.get(cid),
            () -> blocks.view(cid, buffer -> 1),
            () -> blocks.has(cid),
            () -> blocks.size(cid),
            () -> blocks.put(large),
            () -> blocks.putAll(List.of(BLOCK, large)),
            () -> blocks.delete(cid));

    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(UnsupportedKeyException.class)
          .hasMessageContaining(size + " bytes")
          .hasMessageContaining("128")
          .extracting(e -> e.getMessage().length())
          .satisfies(length -> assertThat(length).isLessThan(300));
    }
    assertThat(keys(store)).as("not even the good block was written").isEmpty();
  }

  // Listings that fail, sync, close.

  @Test
  void a_listing_that_breaks_off_throws_again_and_again() {
    blocks.putAll(List.of(BLOCK, OTHER));
    var listing = blocks.list();
    listing.next();
    store.failAt(Operation.STEP, 1, () -> new CorruptDataException("the checksum does not fit"));

    assertThatThrownBy(listing::hasNext).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(listing::hasNext).isInstanceOf(CorruptDataException.class);
    listing.close();
    assertThat(below.openResults).isZero();
  }

  @Test
  void sync_syncs_the_prefix() {
    blocks.sync();

    assertThat(below.syncs).containsExactly(Key.of("/blocks"));
  }

  @Test
  void closing_closes_the_datastore_and_what_is_listed() {
    blocks.put(BLOCK);
    var listing = blocks.list();
    assertThat(listing.hasNext()).isTrue();

    blocks.close();

    assertThat(below.closings).isEqualTo(1);
    assertThat(below.openResults).isZero();
    assertThatThrownBy(listing::hasNext).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void a_borrowed_datastore_stays_open() {
    Blockstore borrowing =
        DatastoreBlockstore.borrowing(store, DatastoreBlockstore.BLOCKS, Verification.NONE);
    borrowing.put(BLOCK);
    var listing = borrowing.list();
    assertThat(listing.hasNext()).isTrue();

    borrowing.close();

    assertThat(below.closings).isZero();
    assertThat(below.openResults).isZero();
    assertThat(store.has(BLOCK_KEY)).isTrue();
    assertThatThrownBy(() -> borrowing.has(BLOCK.cid()))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> borrowing.has(identity(3).cid()))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(listing::hasNext).isInstanceOf(DatastoreClosedException.class);
  }
}
