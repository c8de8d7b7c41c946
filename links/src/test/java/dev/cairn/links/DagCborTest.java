package dev.cairn.links;

import static dev.cairn.links.Extraction.INLINE;
import static dev.cairn.links.Extraction.V0;
import static dev.cairn.links.Extraction.V1;
import static dev.cairn.links.Extraction.assertRefused;
import static dev.cairn.links.Extraction.bytes;
import static dev.cairn.multiformats.Multicodec.DAG_CBOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.multiformats.Cid;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DagCborTest {

  private static List<Cid> linksOf(byte[] data) {
    return Extraction.linksOf(DAG_CBOR, data);
  }

  /** Tag 42 before a byte string of a zero byte and a CID. */
  static byte[] link(Cid target) {
    return bytes(0xd8, 42, 0x58, 1 + target.size(), 0, target);
  }

  private static byte[] repeat(int value, int times) {
    byte[] all = new byte[times];
    Arrays.fill(all, (byte) value);
    return all;
  }

  @Test
  void links_come_in_the_order_of_the_bytes_and_twice_where_they_stand_twice() {
    byte[] list = bytes(0x84, link(V1), link(V0), link(INLINE), link(V1));

    assertThat(linksOf(list)).containsExactly(V1, V0, INLINE, V1);
  }

  @Test
  void a_link_may_be_the_whole_document() {
    assertThat(linksOf(link(V0))).containsExactly(V0);
  }

  @Test
  void links_are_found_at_any_depth_of_maps_and_lists() {
    byte[] document =
        bytes(0xa2, 0x61, "a", 0x82, 1, 0xa1, 0x61, "x", link(V0), 0x61, "b", 0x81, link(V1));

    assertThat(linksOf(document)).containsExactly(V0, V1);
  }

  @Test
  void everything_else_is_passed_over() {
    byte[] values =
        bytes(
            0x89,
            0x18,
            0xff,
            0x20,
            0xf4,
            0xf6,
            0xfb,
            new byte[8],
            0x63,
            "abc",
            0x45,
            "bytes",
            0xa0,
            0x80);

    assertThat(linksOf(values)).isEmpty();
    assertThat(linksOf(bytes(0))).isEmpty();
    assertThat(linksOf(bytes(0x63, "abc"))).isEmpty();
  }

  @Test
  void a_byte_string_without_the_tag_is_no_link() {
    assertThat(linksOf(bytes(0x58, 1 + V0.size(), 0, V0))).isEmpty();
  }

  @Test
  void long_texts_names_and_byte_strings_are_passed_over() {
    int size = 1 << 20;
    byte[] length = bytes(0x00, 0x10, 0x00, 0x00);
    byte[] document =
        bytes(
            0xa1,
            0x7a,
            length,
            repeat('k', size),
            0x83,
            bytes(0x7a, length, repeat('t', size)),
            bytes(0x5a, length, repeat(0, size)),
            link(V0));

    assertThat(linksOf(document)).containsExactly(V0);
  }

  @Test
  void an_empty_block_is_refused() {
    assertRefused(DAG_CBOR, bytes()).hasMessageContaining("it is empty");
  }

  @Test
  void bytes_after_the_document_are_refused_where_they_begin() {
    assertRefused(DAG_CBOR, bytes(link(V0), 0)).hasMessageContaining("at byte 39: other bytes");
    assertRefused(DAG_CBOR, bytes(0x80, 0x80)).hasMessageContaining("at byte 1: other bytes");
    assertRefused(DAG_CBOR, bytes(0x61, "a", 0xff)).hasMessageContaining("at byte 2: other bytes");
  }

  @Test
  void a_tag_other_than_42_is_refused() {
    assertRefused(DAG_CBOR, bytes(0xc1, 0x00)).hasMessageContaining("a tag other than 42");
    assertRefused(DAG_CBOR, bytes(0xd9, 0xd9, 0xf7, link(V0)))
        .hasMessageContaining("a tag other than 42");
    assertRefused(DAG_CBOR, bytes(0x81, 0xd9, 1, 0, 0x80))
        .hasMessageContaining("a tag other than 42");
  }

  @Test
  void a_tag_that_makes_a_number_hides_no_link_and_is_passed_over() {
    byte[] bignum = bytes(0xc2, 0x41, 1);
    byte[] decimal = bytes(0xc4, 0x82, 0x20, 0x01);

    assertThat(linksOf(bytes(0x83, bignum, decimal, link(V0)))).containsExactly(V0);
    assertRefused(DAG_CBOR, bytes(0xc4, 0x82, 0x20, link(V0)));
  }

  @Test
  void tag_42_before_anything_but_a_byte_string_is_refused() {
    for (byte[] value : List.of(bytes(0x01), bytes(0x61, "a"), bytes(0x80), bytes(0xa0))) {
      assertRefused(DAG_CBOR, bytes(0x81, 0xd8, 42, value))
          .hasMessageContaining("other than a byte string");
    }
    assertRefused(DAG_CBOR, bytes(0xa1, 0xd8, 42, 0x61, "a", 0x01));
    assertRefused(DAG_CBOR, bytes(0x9f, 0xd8, 42, 0xff));
  }

  @Test
  void a_byte_string_that_holds_no_cid_is_refused() {
    assertRefused(DAG_CBOR, bytes(0xd8, 42, 0x40)).hasMessageContaining("zero byte");
    assertRefused(DAG_CBOR, bytes(0xd8, 42, 0x58, V0.size(), V0)).hasMessageContaining("zero byte");
    assertRefused(DAG_CBOR, bytes(0xd8, 42, 0x41, 0)).hasMessageContaining("the link is no CID");
    assertRefused(DAG_CBOR, bytes(0xd8, 42, 0x58, 2 + V0.size(), 0, V0, 0))
        .hasMessageContaining("the link is no CID");
  }

  @Test
  void depth_is_limited_and_takes_no_stack() {
    int deepest = Streaming.MAX_DEPTH;

    assertThat(linksOf(bytes(repeat(0x81, deepest), link(V0)))).containsExactly(V0);
    assertRefused(DAG_CBOR, bytes(repeat(0x81, deepest + 1), link(V0)));
    assertRefused(DAG_CBOR, repeat(0x81, 1 << 20));
    assertRefused(DAG_CBOR, repeat(0xd8, 1 << 20));
    assertRefused(DAG_CBOR, repeat(0xc2, 1 << 20));
    assertRefused(DAG_CBOR, repeat(0x9f, 1 << 20));
  }

  @Test
  void lengths_that_lie_are_refused() {
    for (int type : new int[] {0x5b, 0x7b, 0x9b, 0xbb}) {
      assertRefused(DAG_CBOR, bytes(type, repeat(0xff, 8)));
      assertRefused(DAG_CBOR, bytes(type, 0x7f, repeat(0xff, 7)));
      assertRefused(DAG_CBOR, bytes(type, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff));
    }
    assertRefused(DAG_CBOR, bytes(0xd8, 42, 0x5a, 0x7f, 0xff, 0xff, 0xff, 0));
  }

  @Test
  void every_cut_is_refused() {
    byte[] document = bytes(0xa1, 0x61, "a", 0x82, link(V0), 0x9f, link(V1), 0xff);

    assertThat(linksOf(document)).containsExactly(V0, V1);
    for (int length = 0; length < document.length; length++) {
      assertRefused(DAG_CBOR, Arrays.copyOf(document, length));
    }
  }
}
