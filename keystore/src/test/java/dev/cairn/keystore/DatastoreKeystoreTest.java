package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.multiformats.Multihash;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a keystore lies in its datastore. */
class DatastoreKeystoreTest {

  private final MemoryDatastore memory = new MemoryDatastore();

  /** A keystore closes its datastore; this one outlives it. */
  private Batching store() {
    return new Unclosed(memory);
  }

  @Test
  void the_bytes_of_an_entry_are_those_of_the_format() {
    DatastoreKeystore.open(store())
        .put(List.of(Samples.hex("0003616263"), Samples.hex("1202ffff")));

    assertThat(memory.query(Query.all().keysOnly()).stream().map(e -> hex(e.key().toBytes())))
        .containsExactlyInAnyOrder(
            hex("/format".getBytes(StandardCharsets.US_ASCII)),
            "2f6b" + "757f0dea9aa0c1f8" + "0003616263",
            "2f6b"
                + KademliaId.of(Samples.hex("1202ffff")).toString().substring(0, 16)
                + "1202ffff");
    assertThat(memory.get(Key.of("/format")).orElseThrow())
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("cairn-keystore 1 layout=compact id-bytes=8 count=2 crc32c=d75f61f3\n");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void the_size_is_exact_after_a_crash_and_after_a_clean_close() {
    DatastoreKeystore crashed = DatastoreKeystore.open(store());
    crashed.put(Samples.numbered(0, 100));
    crashed.delete(Samples.numbered(0, 25));

    try (DatastoreKeystore reopened = DatastoreKeystore.open(store())) {
      assertThat(Samples.contents(reopened)).hasSize(75);
      reopened.put(Samples.numbered(0, 10));
    }
    try (DatastoreKeystore reopened = DatastoreKeystore.open(store())) {
      assertThat(Samples.contents(reopened)).hasSize(85);
    }
  }

  @Test
  void a_batch_that_fails_changes_neither_the_set_nor_the_size() {
    Flaky flaky = new Flaky(memory, /* atomic= */ true);
    DatastoreKeystore keystore = DatastoreKeystore.open(flaky);
    keystore.put(Samples.numbered(0, 10));
    flaky.failing = true;

    assertThatThrownBy(() -> keystore.put(Samples.numbered(5, 20))).hasMessage("no room");
    assertThatThrownBy(() -> keystore.delete(Samples.numbered(5, 20))).hasMessage("no room");
    assertThatThrownBy(keystore::empty).hasMessage("no room");

    assertThat(Samples.contents(keystore)).hasSize(10);
    flaky.failing = false;
    assertThat(keystore.put(Samples.numbered(5, 20))).hasSize(10);
    assertThat(Samples.contents(keystore)).hasSize(20);
  }

  @Test
  void where_batches_are_not_atomic_the_size_is_counted_after_failures_and_at_opening() {
    Flaky flaky = new Flaky(memory, /* atomic= */ false);
    DatastoreKeystore keystore = DatastoreKeystore.open(flaky);
    keystore.put(Samples.numbered(0, 10));
    flaky.failing = true;

    assertThatThrownBy(() -> keystore.put(Samples.numbered(10, 20))).hasMessage("no room");

    assertThat(Samples.contents(keystore)).hasSize(11);
    assertThat(Samples.contents(DatastoreKeystore.open(new Flaky(memory, false)))).hasSize(11);
  }

  @Test
  void a_datastore_of_something_else_is_refused_and_left_alone() {
    memory.put(Key.of("/blocks/CIQA"), new byte[] {1});

    assertThatThrownBy(() -> DatastoreKeystore.open(store()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("holds no keystore");

    assertThat(memory.query(Query.all()).toList()).hasSize(1);
  }

  @Test
  void every_flipped_bit_of_the_format_record_is_noticed() {
    DatastoreKeystore.open(store()).put(Samples.numbered(0, 3));
    byte[] whole = memory.get(CompactLayout.FORMAT).orElseThrow();
    for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      memory.put(CompactLayout.FORMAT, flipped);

      assertThatThrownBy(() -> DatastoreKeystore.open(store()))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("format record")
          .hasMessageContaining("checksum");
    }
  }

  @Test
  void another_layout_is_refused_by_its_name() {
    for (String layout :
        List.of(
            "cairn-keystore 1 layout=compact id-bytes=4 count=1",
            "cairn-keystore 2 layout=compact id-bytes=8 count=1",
            "cairn-keystore 1 layout=kubo prefix-bits=16 count=1")) {
      memory.put(CompactLayout.FORMAT, ChecksummedLine.encode(layout));

      assertThatThrownBy(() -> DatastoreKeystore.open(store()))
          .isInstanceOf(DatastoreException.class)
          .isNotInstanceOf(CorruptDataException.class)
          .hasMessageContaining(layout);
    }
  }

  @Test
  void an_entry_without_a_multihash_is_reported_and_not_passed_over() {
    DatastoreKeystore keystore = DatastoreKeystore.open(store());
    keystore.put(Samples.numbered(0, 3));
    for (String damaged : List.of("6b80", "6b0000000000000000", "6b00000000000000001205ff")) {
      Key key = Key.raw(HexFormat.of().parseHex(damaged));
      memory.put(key, CompactLayout.EMPTY);
      assertThatThrownBy(() -> keystore.get(KeyspacePrefix.ALL).toList())
          .as(damaged)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(key.toString());
      memory.delete(key);
    }
    Key trailing = Key.raw(HexFormat.of().parseHex("6b0000000000000000" + "120111" + "99"));
    memory.put(trailing, CompactLayout.EMPTY);
    assertThatThrownBy(() -> keystore.get(KeyspacePrefix.ALL).toList())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("1 bytes follow");
  }

  @Test
  void counting_a_small_region_reports_an_entry_without_a_multihash() {
    DatastoreKeystore keystore = DatastoreKeystore.open(store());
    memory.put(Key.raw(HexFormat.of().parseHex("6b00000000000000001205ff")), CompactLayout.EMPTY);

    assertThatThrownBy(() -> keystore.count(KeyspacePrefix.parse("0".repeat(65))))
        .isInstanceOf(CorruptDataException.class);
  }

  @Test
  void a_store_that_cannot_be_read_or_synced_is_reported() {
    Flaky flaky = new Flaky(memory, true);
    DatastoreKeystore keystore = DatastoreKeystore.open(flaky);
    flaky.failing = true;
    KeyspacePrefix half = KeyspacePrefix.parse("1");

    assertThatThrownBy(() -> keystore.count(half)).hasMessage("no answer");
    assertThatThrownBy(() -> keystore.countUpTo(half, 1)).hasMessage("no answer");
    assertThatThrownBy(() -> keystore.get(half)).hasMessage("no answer");
    assertThatThrownBy(keystore::sync).hasMessage("not synced");
  }

  @Test
  void the_size_follows_many_puts_and_deletes() {
    DatastoreKeystore keystore = DatastoreKeystore.open(store());
    keystore.put(Samples.numbered(0, 128));
    for (int i = 0; i < 64; i++) {
      keystore.put(Samples.numbered(128 + 64 * i, 128 + 64 * (i + 1)));
    }
    assertThat(keystore.size()).isEqualTo(4224);
    assertThat(keystore.delete(Samples.numbered(0, 30))).isEqualTo(30);
    assertThat(keystore.delete(Samples.numbered(0, 30))).isZero();
    assertThat(keystore.put(Samples.numbered(10, 60))).hasSize(20);
    assertThat(keystore.size()).isEqualTo(4214);
    assertThat(Samples.contents(keystore)).hasSize(4214);
  }

  @Test
  void counting_reads_no_more_than_its_limit() {
    Flaky counted = new Flaky(memory, true);
    DatastoreKeystore keystore = DatastoreKeystore.open(counted);
    Multihash one = Samples.numbered(0);
    keystore.put(Samples.numbered(0, 512));

    assertThat(keystore.countUpTo(KeyspacePrefix.of(one, 1), 3)).isEqualTo(3);

    assertThat(counted.lastQuery.limit()).hasValue(3);
  }

  /** Passes everything on but the closing. */
  private static class Unclosed extends ForwardingDatastore {
    private final Batching below;
    Query lastQuery = Query.all();

    Unclosed(Batching below) {
      super(below);
      this.below = below;
    }

    @Override
    public Batch batch() {
      return below.batch();
    }

    @Override
    public Results query(Query query) {
      lastQuery = query;
      return super.query(query);
    }

    @Override
    public void close() {}
  }

  /** Fails every commit on demand; where it is not atomic, one put of the batch is applied. */
  private static final class Flaky extends Unclosed {
    private static final Optional<Key> ALL = CompactLayout.all(CompactLayout.Tag.ENTRY).from();

    private final boolean atomic;
    private boolean failing;

    Flaky(Batching below, boolean atomic) {
      super(below);
      this.atomic = atomic;
    }

    @Override
    public Results query(Query query) {
      if (failing && query.projection() == Projection.KEYS && !query.from().equals(ALL)) {
        throw new DatastoreException("no answer");
      }
      return super.query(query);
    }

    @Override
    public void sync(Key prefix) {
      if (failing) {
        throw new DatastoreException("not synced");
      }
      super.sync(prefix);
    }

    @Override
    public Batch batch() {
      Batch batch = super.batch();
      return new Batch() {
        private int puts;

        @Override
        public void put(Key key, byte[] value) {
          if (puts++ == 0 && failing && !atomic) {
            delegate().put(key, value);
          }
          batch.put(key, value);
        }

        @Override
        public void delete(Key key) {
          batch.delete(key);
        }

        @Override
        public int size() {
          return batch.size();
        }

        @Override
        public boolean atomic() {
          return atomic;
        }

        @Override
        public void commit(Durability durability) {
          if (failing) {
            throw new DatastoreException("no room");
          }
          batch.commit(durability);
        }

        @Override
        public void close() {
          batch.close();
        }
      };
    }
  }
}
