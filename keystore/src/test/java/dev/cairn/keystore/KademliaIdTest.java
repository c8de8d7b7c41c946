package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KademliaIdTest {

  @ParameterizedTest
  @CsvSource({
    "1220e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,"
        + "6e4ab70ca6e24956137e4aacfa0ecf95feadddb6335f10d7a841eb8cc8daadfe",
    "12202cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824,"
        + "8303f770736d5856a269f713c6ed79ed1217ee0bf60fd0d7547a2b8dbc0baa9a",
    "12202c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae,"
        + "81c9efe16a9caba129055ab5459ecefcae7c7fa40e35e6ceec10eb4e7134d747",
    "0003616263,757f0dea9aa0c1f8dd5ab5ac9b30e7a7212bb11b7028c0211ebd5125caa277fd"
  })
  void the_id_is_the_hash_of_the_whole_multihash(String multihash, String id) {
    assertThat(KademliaId.of(Samples.hex(multihash))).hasToString(id);
  }

  @Test
  void ids_compare_as_unsigned_bytes() {
    byte[] high = new byte[32];
    high[0] = (byte) 0x80;
    byte[] low = new byte[32];
    low[0] = 0x7f;

    assertThat(KademliaId.fromBytes(high)).isGreaterThan(KademliaId.fromBytes(low));
    assertThat(KademliaId.fromBytes(high))
        .isEqualTo(KademliaId.fromBytes(high))
        .hasSameHashCodeAs(KademliaId.fromBytes(high))
        .isNotEqualTo(KademliaId.fromBytes(low));
  }

  @Test
  void an_id_keeps_no_array_and_hands_out_none_of_its_own() {
    byte[] bytes = new byte[32];
    KademliaId id = KademliaId.fromBytes(bytes);
    bytes[0] = 1;
    id.toBytes()[1] = 1;

    assertThat(id.toBytes()).containsOnly(0);
  }

  @Test
  void an_id_of_another_length_is_refused() {
    assertThatThrownBy(() -> KademliaId.fromBytes(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 bytes, not 31");
  }
}
