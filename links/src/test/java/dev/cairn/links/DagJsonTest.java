package dev.cairn.links;

import static dev.cairn.links.Extraction.INLINE;
import static dev.cairn.links.Extraction.V0;
import static dev.cairn.links.Extraction.V1;
import static dev.cairn.links.Extraction.assertRefused;
import static dev.cairn.multiformats.Multicodec.DAG_JSON;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.multiformats.Cid;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class DagJsonTest {

  private static List<Cid> linksOf(String text) {
    return Extraction.linksOf(DAG_JSON, text.getBytes(UTF_8));
  }

  private static AbstractThrowableAssert<?, ?> refused(String text) {
    return assertRefused(DAG_JSON, text.getBytes(UTF_8));
  }

  private static String link(Cid target) {
    return "{\"/\":\"" + target + "\"}";
  }

  @Test
  void links_come_in_the_order_of_the_text_and_twice_where_they_stand_twice() {
    String list = "[" + String.join(",", link(V1), link(V0), link(INLINE), link(V1)) + "]";

    assertThat(linksOf(list)).containsExactly(V1, V0, INLINE, V1);
  }

  @Test
  void a_link_may_be_the_whole_document() {
    assertThat(linksOf(link(V0))).containsExactly(V0);
  }

  @Test
  void links_are_found_at_any_depth_of_maps_and_lists() {
    String document =
        "{\"a\": [1, {\"x\": " + link(V0) + "}], \"b\": {\"c\": " + link(V1) + "}} \n";

    assertThat(linksOf(document)).containsExactly(V0, V1);
  }

  @Test
  void bytes_and_other_uses_of_the_key_are_no_links() {
    assertThat(linksOf("{\"/\":{\"bytes\":\"aGk\"}}")).isEmpty();
    assertThat(linksOf("{\"/\":true,\"bar\":\"baz\"}")).isEmpty();
    assertThat(linksOf("{\"+\":\"baz\",\"/\":\"" + V0 + "\"}")).isEmpty();
    assertThat(linksOf("{}")).isEmpty();
    assertThat(linksOf("\"" + V0 + "\"")).isEmpty();
    assertThat(linksOf("1")).isEmpty();
  }

  @Test
  void a_map_under_the_key_is_looked_into() {
    assertThat(linksOf("{\"/\":" + link(V0) + "}")).containsExactly(V0);
    assertThat(linksOf("{\"/\":[" + link(V0) + "],\"z\":" + link(V1) + "}"))
        .containsExactly(V0, V1);
  }

  @Test
  void long_names_texts_and_numbers_are_passed_over() {
    String letters = "x".repeat(1 << 20);
    String digits = "9".repeat(1 << 16);

    assertThat(
            linksOf("{\"" + letters + "\":[\"" + letters + "\"," + digits + "," + link(V0) + "]}"))
        .containsExactly(V0);
  }

  @Test
  void a_link_with_other_keys_is_refused() {
    refused("{\"/\":\"" + V0 + "\",\"a\":1}").hasMessageContaining("has other keys");
  }

  @Test
  void a_text_that_is_no_cid_is_refused_where_it_stands() {
    refused("[{\"/\":\"foo\"}]").hasMessageContaining("at byte 6: the link is no CID: ");
  }

  @Test
  void text_that_is_not_json_is_refused() {
    for (String text : List.of("", " ", "{", "[1,]", "{\"a\":1}}", "{'a':1}", "nul", "\"", "NaN")) {
      refused(text);
    }
  }

  @Test
  void a_second_document_is_refused() {
    refused("{} {}").hasMessageContaining("at byte 3: other text follows");
    refused("1 2").hasMessageContaining("other text follows");
  }

  @Test
  void other_encodings_than_utf_8_are_refused() {
    assertRefused(DAG_JSON, link(V0).getBytes(UTF_16));
    assertRefused(DAG_JSON, new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'});
  }

  @Test
  void depth_is_limited_and_takes_no_stack() {
    int deepest = Streaming.MAX_DEPTH - 1;

    assertThat(linksOf("[".repeat(deepest) + link(V0) + "]".repeat(deepest))).containsExactly(V0);
    refused("[".repeat(deepest + 2));
    refused("[".repeat(1 << 20));
    refused("{\"/\":".repeat(1 << 18));
  }

  @Test
  void every_cut_is_refused() {
    byte[] document = ("{\"a\":[" + link(V0) + "]}").getBytes(UTF_8);

    for (int length = 0; length < document.length; length++) {
      assertRefused(DAG_JSON, Arrays.copyOf(document, length));
    }
  }
}
