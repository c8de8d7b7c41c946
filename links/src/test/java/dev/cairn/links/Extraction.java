package dev.cairn.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;

/** What the tests of the codecs share: blocks to link to, and bytes put together by hand. */
final class Extraction {

  /** A CIDv0, a CIDv1 with a codec of two bytes, and one that carries its block. */
  static final Cid V0 = Cid.parse("QmNX6Tffavsya4xgBi2VJQnSuqy9GsxongxZZ9uZBqp16d");

  static final Cid V1 = Cid.parse("bafy2bzacebohz654namrgmwjjx4qmtwgxixsd7pn4tlanyrc3g3hwj75hlxrw");

  static final Cid INLINE = Cid.rawOf(Multihash.of(0, "inline".getBytes(UTF_8)));

  private Extraction() {}

  static List<Cid> linksOf(long codec, byte[] data) {
    return Links.standard().of(Block.of(codec, data)).orElseThrow();
  }

  /** Asserts that the bytes are refused with a message that names the block and its part. */
  static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(long codec, byte[] data) {
    Block block = Block.of(codec, data);
    return assertThatThrownBy(() -> Links.standard().of(block))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(block.cid().toString())
        .hasMessageContaining("at byte ");
  }

  /** The bytes of the parts: arrays as they are, numbers as one byte, texts in UTF-8, CIDs. */
  static byte[] bytes(Object... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer number) {
        all.write(number);
      } else if (part instanceof String text) {
        all.writeBytes(text.getBytes(UTF_8));
      } else if (part instanceof Cid cid) {
        all.writeBytes(cid.toBytes());
      } else {
        all.writeBytes((byte[]) part);
      }
    }
    return all.toByteArray();
  }
}
