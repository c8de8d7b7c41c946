package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyspacePrefixTest {

  private static final KademliaId ID = KademliaId.of(Samples.numbered(1));

  @Test
  void every_length_from_0_to_256_names_the_region_of_its_id_and_not_that_of_its_sibling() {
    for (int length = 0; length <= KademliaId.BITS; length++) {
      KeyspacePrefix prefix = KeyspacePrefix.of(ID, length);

      assertThat(prefix.length()).isEqualTo(length);
      assertThat(prefix.contains(ID)).isTrue();
      assertThat(prefix.sibling().contains(ID)).isEqualTo(length == 0);
      assertThat(prefix.sibling().sibling()).isEqualTo(prefix);
    }
  }

  @Test
  void every_length_survives_its_text() {
    for (int length = 0; length <= KademliaId.BITS; length++) {
      KeyspacePrefix prefix = KeyspacePrefix.of(ID, length);

      assertThat(KeyspacePrefix.parse(prefix.toString()))
          .isEqualTo(prefix)
          .hasSameHashCodeAs(prefix);
    }
  }

  @Test
  void bits_and_digits_name_the_same_region() {
    assertThat(KeyspacePrefix.parse("6e4a/15")).isEqualTo(KeyspacePrefix.parse("011011100100101"));
    assertThat(KeyspacePrefix.parse("80/1")).isEqualTo(KeyspacePrefix.parse("1"));
    assertThat(KeyspacePrefix.parse("/0"))
        .isEqualTo(KeyspacePrefix.parse(""))
        .isEqualTo(KeyspacePrefix.ALL);
    assertThat(KeyspacePrefix.parse("ff".repeat(32) + "/256"))
        .isEqualTo(KeyspacePrefix.parse("1".repeat(256)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2", "01x", "٣", "0 1", "zz/8", "8/1", "80/9", "8000/8", "81/1", "/", "80/", "/257",
        "80/-1", "80/1/1", "+80/8", "0x80/8"
      })
  void a_text_that_names_no_region_is_refused_with_the_way_to_write_one(String text) {
    assertThatThrownBy(() -> KeyspacePrefix.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is no prefix")
        .hasMessageContaining("0110");
  }

  @Test
  void more_bits_than_an_id_has_are_refused() {
    assertThatThrownBy(() -> KeyspacePrefix.parse("0".repeat(257)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("257 bits");
    assertThatThrownBy(() -> KeyspacePrefix.of(ID, 257))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KeyspacePrefix.of(ID, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KeyspacePrefix.of(ID, 256).child(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"'',''", "0,1", "00,01", "0110,0111", "11111111,11111110", "000000001,000000000"})
  void the_sibling_differs_in_the_last_bit(String prefix, String sibling) {
    assertThat(KeyspacePrefix.parse(prefix).sibling()).hasToString(sibling);
  }

  @ParameterizedTest
  @CsvSource({
    "'','',true",
    "'',0,true",
    "0,'',false",
    "0,01,true",
    "01,0,false",
    "01,01,true",
    "01,00,false",
    "11111111,111111110,true",
    "111111110,11111111,false",
    "1,0111,false"
  })
  void a_region_contains_those_that_begin_with_its_bits(
      String one, String other, boolean contains) {
    assertThat(KeyspacePrefix.parse(one).contains(KeyspacePrefix.parse(other))).isEqualTo(contains);
  }

  @Test
  void the_two_halves_of_a_region_are_its_children() {
    KeyspacePrefix region = KeyspacePrefix.parse("0110111");

    assertThat(region.child(0)).hasToString("01101110");
    assertThat(region.child(1)).hasToString("01101111");
    assertThat(region.child(1).child(1)).hasToString("011011111");
    assertThatThrownBy(() -> region.child(2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bits_are_numbered_from_the_most_significant() {
    KeyspacePrefix prefix = KeyspacePrefix.parse("0000000010");

    assertThat(prefix.bit(8)).isOne();
    assertThat(prefix.bit(9)).isZero();
    assertThatThrownBy(() -> prefix.bit(10)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> prefix.bit(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
