package dev.cairn.links;

import static dev.cairn.links.Extraction.INLINE;
import static dev.cairn.links.Extraction.V0;
import static dev.cairn.links.Extraction.V1;
import static dev.cairn.links.Extraction.assertRefused;
import static dev.cairn.links.Extraction.bytes;
import static dev.cairn.multiformats.Multicodec.DAG_PB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.multiformats.Cid;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DagPbTest {

  private static List<Cid> linksOf(byte[] data) {
    return Extraction.linksOf(DAG_PB, data);
  }

  /** A length-delimited field. */
  private static byte[] field(int number, byte[] content) {
    return bytes((number << 3) | 2, content.length, content);
  }

  private static byte[] link(Cid target) {
    return field(2, field(1, target.toBytes()));
  }

  @Test
  void links_come_in_the_order_of_the_bytes_and_twice_where_they_stand_twice() {
    byte[] node = bytes(link(V1), link(V0), link(INLINE), link(V1));

    assertThat(linksOf(node)).containsExactly(V1, V0, INLINE, V1);
  }

  @Test
  void names_sizes_and_data_are_passed_over() {
    byte[] named = bytes(field(1, V0.toBytes()), field(2, bytes("a name")), 0x18, 0xac, 0x02);

    assertThat(linksOf(bytes(field(2, named), field(1, bytes("data"))))).containsExactly(V0);
    assertThat(linksOf(bytes(field(1, bytes("data")), field(2, named)))).containsExactly(V0);
  }

  @Test
  void an_empty_node_names_nothing() {
    assertThat(linksOf(bytes())).isEmpty();
    assertThat(linksOf(field(1, bytes("data")))).isEmpty();
  }

  @Test
  void data_that_looks_like_a_link_is_none() {
    assertThat(linksOf(field(1, link(V0)))).isEmpty();
  }

  @Test
  void a_link_without_a_hash_is_refused() {
    assertRefused(DAG_PB, bytes(link(V0), field(2, field(2, bytes("name")))))
        .hasMessageContaining("at byte 39: the link has no hash");
  }

  @Test
  void a_link_with_two_hashes_is_refused() {
    byte[] hash = field(1, V0.toBytes());

    assertRefused(DAG_PB, field(2, bytes(hash, hash))).hasMessageContaining("two hashes");
  }

  @Test
  void a_hash_that_is_no_cid_is_refused_where_it_stands() {
    assertRefused(DAG_PB, bytes(link(V0), field(2, field(1, bytes("no cid")))))
        .hasMessageContaining("at byte 41: the link is no CID: ");
    assertRefused(DAG_PB, field(2, field(1, bytes(V0, 0))))
        .hasMessageContaining("the link is no CID: ");
  }

  @Test
  void fields_that_the_format_does_not_know_are_refused() {
    assertRefused(DAG_PB, field(3, bytes("x"))).hasMessageContaining("field 3 of wire type 2");
    assertRefused(DAG_PB, bytes(0x08, 0x01)).hasMessageContaining("field 1 of wire type 0");
    assertRefused(DAG_PB, field(2, bytes(field(1, V0.toBytes()), field(4, bytes("x")))))
        .hasMessageContaining("field 4 of wire type 2");
  }

  @Test
  void lengths_that_lie_are_refused() {
    assertRefused(DAG_PB, bytes(0x0a, 0xff, 0xff, 0xff, 0xff, 0x07));
    assertRefused(DAG_PB, bytes(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01));
    assertRefused(DAG_PB, bytes(0x12, 0xff, 0xff, 0xff, 0xff, 0x07, 0x0a, 0x01));
    assertRefused(DAG_PB, bytes(0x12, 0x03, 0x0a, 0xff, 0xff, 0xff, 0xff, 0x07));
  }

  @Test
  void every_cut_within_a_link_is_refused() {
    byte[] node = link(V0);

    for (int length = 1; length < node.length; length++) {
      assertRefused(DAG_PB, Arrays.copyOf(node, length));
    }
  }
}
