package dev.cairn.blockstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.UnsupportedHashException;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class BlockTest {

  private static final byte[] DATA = "some data".getBytes(UTF_8);

  @Test
  void one_made_of_bytes_is_named_by_their_hash() {
    Block raw = Block.raw(DATA);
    Block typed = Block.of(Multicodec.DAG_CBOR, DATA);

    assertThat(raw.cid().version()).isEqualTo(1);
    assertThat(raw.cid().codec()).isEqualTo(Multicodec.RAW);
    assertThat(typed.cid().codec()).isEqualTo(Multicodec.DAG_CBOR);
    assertThat(raw.cid().multihash()).isEqualTo(Multihash.digest(0x12, DATA));
    assertThat(raw.size()).isEqualTo(DATA.length);
    assertThat(raw.isValid()).isTrue();
    assertThat(raw.verify()).isSameAs(raw);
    assertThat(raw).hasToString(raw.cid() + " (9 bytes)");
  }

  @Test
  void other_bytes_than_the_cid_names_are_refused() {
    Cid cid = Block.raw(DATA).cid();
    byte[] flipped = DATA.clone();
    flipped[3] ^= 1;
    Block unverified = Block.wrapUnverified(cid, flipped);

    assertThat(unverified.isValid()).isFalse();
    assertThatThrownBy(unverified::verify)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContainingAll("9 bytes", cid.toString(), "another hash");
    assertThatThrownBy(() -> Block.verified(cid, flipped)).isInstanceOf(CorruptDataException.class);
    assertThat(Block.verified(cid, DATA).toBytes()).isEqualTo(DATA);
  }

  @Test
  void bytes_that_were_found_right_are_not_hashed_again() {
    byte[] bytes = DATA.clone();
    Block block = Block.wrapUnverified(Block.raw(DATA).cid(), bytes);
    block.verify();

    bytes[0] ^= 1; // which nobody may do: it shows that they are not looked at any more

    assertThat(block.isValid()).isTrue();
    assertThat(block.withCid(Cid.v0(block.cid().multihash())).verify().isValid()).isTrue();
    assertThat(Block.wrapUnverified(block.cid(), bytes).isValid()).isFalse();
  }

  @Test
  void a_hash_that_cannot_be_computed_is_no_corruption() {
    Cid unknown = Cid.rawOf(Multihash.of(0x7777, new byte[32]));
    Block unverified = Block.wrapUnverified(unknown, DATA);

    assertThat(unverified.toBytes()).isEqualTo(DATA);
    assertThatThrownBy(unverified::verify).isInstanceOf(UnsupportedHashException.class);
    assertThatThrownBy(() -> Block.verified(unknown, DATA))
        .isInstanceOf(UnsupportedHashException.class);
  }

  @Test
  void its_bytes_are_its_own() {
    byte[] given = DATA.clone();
    Block raw = Block.raw(given);
    Block verified = Block.verified(raw.cid(), given);
    given[0] = '!';
    raw.toBytes()[0] = '!';

    assertThat(raw.toBytes()).isEqualTo(DATA);
    assertThat(verified.toBytes()).isEqualTo(DATA);
    assertThat(raw.buffer().remaining()).isEqualTo(DATA.length);
    assertThatThrownBy(() -> raw.buffer().put(0, (byte) '!'))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void another_cid_of_the_same_multihash_names_the_same_block() {
    Block raw = Block.raw(DATA);
    Cid v0 = Cid.v0(raw.cid().multihash());

    Block labelled = raw.withCid(v0);

    assertThat(labelled.cid()).isEqualTo(v0);
    assertThat(labelled).isEqualTo(raw).hasSameHashCodeAs(raw);
    assertThat(Block.raw(new byte[0])).isNotEqualTo(raw);
    assertThat(raw).isNotEqualTo("a block");
    assertThatThrownBy(() -> raw.withCid(Block.raw(new byte[0]).cid()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names other bytes than");
  }
}
