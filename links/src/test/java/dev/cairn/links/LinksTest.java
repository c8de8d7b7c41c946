package dev.cairn.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinksTest {

  private static final Cid TARGET = Block.raw("target".getBytes(UTF_8)).cid();
  private static final byte[] TEXT = ("{\"/\":\"" + TARGET + "\"}").getBytes(UTF_8);

  @Test
  void leaves_name_no_block_whatever_their_bytes_say() {
    for (long codec : new long[] {Multicodec.RAW, Multicodec.JSON, Multicodec.CBOR}) {
      Block block = Block.of(codec, TEXT);

      assertThat(Links.standard().of(block)).hasValue(List.of());
      assertThat(Links.standard().isLeaf(block.cid())).isTrue();
    }
  }

  @Test
  void the_same_bytes_name_a_block_by_another_codec() {
    Block block = Block.of(Multicodec.DAG_JSON, TEXT);

    assertThat(Links.standard().of(block)).hasValue(List.of(TARGET));
    assertThat(Links.standard().isLeaf(block.cid())).isFalse();
  }

  @Test
  void of_an_unknown_codec_nothing_is_said() {
    Block block = Block.of(Multicodec.GIT_RAW, TEXT);

    assertThat(Links.standard().of(block)).isEmpty();
    assertThat(Links.standard().knows(Multicodec.GIT_RAW)).isFalse();
    assertThat(Links.standard().isLeaf(block.cid())).isFalse();
  }

  @Test
  void a_codec_can_be_added_and_the_original_does_not_change() {
    Block block = Block.of(Multicodec.GIT_RAW, TEXT);

    Links more = Links.standard().with(Multicodec.GIT_RAW, (cid, data) -> List.of(TARGET));

    assertThat(more.of(block)).hasValue(List.of(TARGET));
    assertThat(more.knows(Multicodec.GIT_RAW)).isTrue();
    assertThat(more.isLeaf(block.cid())).isFalse();
    assertThat(Links.standard().knows(Multicodec.GIT_RAW)).isFalse();
  }

  @Test
  void a_codec_can_be_declared_to_have_no_links() {
    Links more = Links.standard().with(Multicodec.GIT_RAW, LinkExtractor.NONE);

    assertThat(more.isLeaf(Block.of(Multicodec.GIT_RAW, TEXT).cid())).isTrue();
  }

  @Test
  void a_part_of_a_native_buffer_is_read_where_it_lies() {
    ByteBuffer data = ByteBuffer.allocateDirect(TEXT.length + 10);
    data.position(7).put(TEXT).flip().position(7);
    Cid cid = Block.of(Multicodec.DAG_JSON, TEXT).cid();

    assertThat(Links.standard().of(cid, data)).hasValue(List.of(TARGET));
    assertThat(data.position()).isEqualTo(7);
    assertThat(data.remaining()).isEqualTo(TEXT.length);
  }
}
