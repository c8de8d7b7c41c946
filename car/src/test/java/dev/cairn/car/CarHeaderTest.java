package dev.cairn.car;

import static dev.cairn.car.Archives.concat;
import static dev.cairn.car.Archives.hex;
import static dev.cairn.car.Archives.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Varint;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarHeaderTest {

  private static final Cid V0 = Cid.parse("QmNX6Tffavsya4xgBi2VJQnSuqy9GsxongxZZ9uZBqp16d");
  private static final Cid V1 =
      Cid.parse("bafkreifw7plhl6mofk6sfvhnfh64qmkq73oeqwl6sloru6rehaoujituke");
  private static final Cid BLAKE2B =
      Cid.parse("bafy2bzacebohz654namrgmwjjx4qmtwgxixsd7pn4tlanyrc3g3hwj75hlxrw");

  @Test
  void a_header_without_roots_has_the_canonical_bytes() {
    assertThat(CarHeader.encode(List.of())).isEqualTo(Archives.NO_ROOTS);
  }

  @Test
  void a_header_with_a_root_has_the_canonical_bytes() {
    byte[] expected =
        concat(
            hex("38 a2 65 726f6f7473 81 d82a 58 23 00"), V0.toBytes(), hex("67 76657273696f6e 01"));

    assertThat(CarHeader.encode(List.of(V0))).isEqualTo(expected).hasSize(57);
    assertThat(CarHeader.encode(List.of(V1))).hasSize(59);
    assertThat(CarHeader.encode(List.of(BLAKE2B))).hasSize(61);
  }

  @Test
  void roots_come_back_in_their_order_and_as_often_as_they_are_given() {
    for (List<Cid> roots :
        List.of(
            List.<Cid>of(),
            List.of(V0, BLAKE2B, V0),
            Collections.nCopies(1000, V1),
            Collections.nCopies(70_000, V1))) {
      assertThat(open(CarHeader.encode(roots)).roots()).isEqualTo(roots);
    }
  }

  @Test
  void the_keys_may_come_in_the_other_order() {
    CarReader reader = open(hex("11 a2 67 76657273696f6e 01 65 726f6f7473 80"));

    assertThat(reader.version()).isEqualTo(1);
    assertThat(reader.roots()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          a1 67 76657273696f6e 03,                            0,  a CAR of version 3
          a1 67 76657273696f6e 18 2a,                         0,  a CAR of version 42
          a1 67 76657273696f6e 00,                            0,  a CAR of version 0
          a1 67 76657273696f6e 01,                            1,  no roots
          f6,                                                 1,  a map is expected
          80,                                                 1,  a map is expected
          bf,                                                 1,  no definite length
          a1 65 726f6f7473 80,                                1,  it has no version
          a2 65 726f6f7473 80 67 76657273696f6e 20,           17, a version number is expected
          a2 65 726f6f7473 f6 67 76657273696f6e 01,           8,  a list of roots is expected
          a2 65 726f6f7473 80 67 76657273696f6f 01,           9,  a key other than roots and version
          a2 67 76657273696f6e 01 67 76657273696f6e 01,       11, the key version twice
          a2 65 726f6f7473 80 67 76657273696f6e 01 00,        18, 1 bytes follow its end
          a2 65 726f6f7473 80 67 76657273696f6e 18 01,        17, not in its shortest form
          a2 65 726f6f7473 80 67 76657273696f6e,              17, it ends where a version number is expected
          a2 65 726f6f7473 81 00 67 76657273696f6e 01,        9,  under tag 42
          a2 65 726f6f7473 81 c1 40 67 76657273696f6e 01,     9,  a tag other than 42
          a2 65 726f6f7473 81 d82a 40 67 76657273696f6e 01,   9,  a zero byte
          a2 65 726f6f7473 81 d82a 41 00 67 76657273696f6e 01, 9,  a root is no CID
          a1 7a 7fffffff 0000000000,                          2,  a key has 2147483647 bytes
          a1 7b ffffffffffffffff 00,                          2,  too large
          a1 65 726f6f7473 9a ff 00 00,                       8,  it ends where
          """)
  void a_malformed_header_is_refused_where_it_is(String digits, long offset, String why) {
    byte[] cbor = hex(digits);
    byte[] archive = concat(Varint.encode(cbor.length), cbor);

    assertThatThrownBy(() -> open(archive))
        .isInstanceOfSatisfying(
            CarFormatException.class, e -> assertThat(e.offset()).isEqualTo(offset))
        .hasMessageStartingWith("test.car, byte " + offset + ": ")
        .hasMessageContaining(why)
        .hasMessageContaining("; ");
  }

  @Test
  void a_file_without_a_header_is_refused() {
    assertThatThrownBy(() -> open(new byte[0])).hasMessageContaining("there are no bytes");
    assertThatThrownBy(() -> open(new byte[100])).hasMessageContaining("the header is empty");
  }

  @Test
  void a_header_over_its_limit_is_refused_and_one_at_it_is_not() {
    byte[] archive = CarHeader.encode(List.of(V0));
    CarOptions exact = CarOptions.builder().maxHeaderSize(56).build();
    CarOptions less = CarOptions.builder().maxHeaderSize(55).build();

    assertThat(open(archive, exact).roots()).containsExactly(V0);
    assertThatThrownBy(() -> open(archive, less))
        .isInstanceOf(CarFormatException.class)
        .hasMessageContaining("56 bytes, more than the limit of 55");
  }

  @Test
  void numbers_are_written_in_their_shortest_form() {
    for (long argument : new long[] {0, 23, 24, 255, 256, 65535, 65536, (1L << 32) - 1, 1L << 32}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Cbor.writeHead(out, Cbor.UNSIGNED, argument);

      int size =
          argument < 24
              ? 1
              : argument < 256 ? 2 : argument < 65536 ? 3 : argument < 1L << 32 ? 5 : 9;
      assertThat(out.toByteArray()).hasSize(size);
      long value = 0;
      for (int i = Math.min(1, size - 1); i < size; i++) {
        value = value << 8 | (out.toByteArray()[i] & 0xff);
      }
      assertThat(value).isEqualTo(argument);
    }
  }
}
