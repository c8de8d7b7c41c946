package dev.cairn.links;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import dev.cairn.multiformats.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The links of dag-cbor: byte strings under tag 42 that hold a zero byte and the bytes of a CID.
 * Other tags are refused, as the format demands, but for those of big numbers, which the parser
 * takes as numbers. Whether the rest is canonical is not looked at: it hides no link. See <a
 * href="https://ipld.io/specs/codecs/dag-cbor/spec/">the specification</a>.
 */
final class DagCbor implements LinkExtractor {

  private static final int LINK_TAG = 42;

  /** The multibase prefix for plain bytes. */
  private static final int IDENTITY_PREFIX = 0;

  private static final CBORFactory FACTORY = Streaming.configure(CBORFactory.builder()).build();

  @Override
  public List<Cid> extract(Cid cid, ByteBuffer data) {
    EncodedBlock block = new EncodedBlock("dag-cbor", cid, data);
    try (CBORParser in = FACTORY.createParser(block.bytes())) {
      return readDocument(block, in);
    } catch (IOException e) {
      throw block.unreadable(Streaming.offsetOf(e), e);
    }
  }

  private static List<Cid> readDocument(EncodedBlock block, CBORParser in) throws IOException {
    List<Cid> links = new ArrayList<>();
    do {
      JsonToken token = in.nextToken();
      if (token == null) {
        throw block.malformed(0, "it is empty");
      }
      if (!in.getCurrentTags().isEmpty()) {
        links.add(readTagged(block, in, token));
      }
    } while (!in.getParsingContext().inRoot());
    in.finishToken();
    long end = in.currentLocation().getByteOffset();
    if (end != block.bytes().length) {
      throw block.malformed(end, "other bytes follow its end");
    }
    return List.copyOf(links);
  }

  private static Cid readTagged(EncodedBlock block, CBORParser in, JsonToken token)
      throws IOException {
    long start = in.currentTokenLocation().getByteOffset();
    CBORParser.TagList tags = in.getCurrentTags();
    if (tags.size() != 1 || tags.getFirstTag() != LINK_TAG) {
      throw block.malformed(start, "it uses a tag other than 42, which stands for a link");
    }
    if (token != JsonToken.VALUE_EMBEDDED_OBJECT) {
      throw block.malformed(start, "tag 42 stands before something other than a byte string");
    }
    byte[] value = in.getBinaryValue();
    if (value.length == 0 || value[0] != IDENTITY_PREFIX) {
      throw block.malformed(start, "the byte string of a link does not begin with a zero byte");
    }
    return block.linkOf(value, 1, start);
  }
}
