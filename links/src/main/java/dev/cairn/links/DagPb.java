package dev.cairn.links;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.cairn.multiformats.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The links of dag-pb: {@code PBNode { Data = 1 bytes; Links = 2 repeated PBLink }} with {@code
 * PBLink { Hash = 1 bytes; Name = 2 string; Tsize = 3 uint64 }}. Other fields are refused, as the
 * format demands, and so is a link without a hash. See <a
 * href="https://ipld.io/specs/codecs/dag-pb/spec/">the specification</a>.
 */
final class DagPb implements LinkExtractor {

  private static final int NODE_DATA = tag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  private static final int NODE_LINK = tag(2, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  private static final int LINK_HASH = tag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  private static final int LINK_NAME = tag(2, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  private static final int LINK_TOTAL_SIZE = tag(3, WireFormat.WIRETYPE_VARINT);

  private static int tag(int field, int wireType) {
    return (field << 3) | wireType;
  }

  @Override
  public List<Cid> extract(Cid cid, ByteBuffer data) {
    EncodedBlock block = new EncodedBlock("dag-pb", cid, data);
    CodedInputStream in = CodedInputStream.newInstance(block.bytes());
    try {
      return readNode(block, in);
    } catch (IOException e) {
      throw block.unreadable(in.getTotalBytesRead(), e);
    }
  }

  private static List<Cid> readNode(EncodedBlock block, CodedInputStream in) throws IOException {
    List<Cid> links = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == NODE_LINK) {
        links.add(readLink(block, in));
      } else if (tag == NODE_DATA) {
        in.skipRawBytes(in.readRawVarint32());
      } else {
        throw foreignField(block, in, tag, "node");
      }
    }
    return List.copyOf(links);
  }

  private static Cid readLink(EncodedBlock block, CodedInputStream in) throws IOException {
    int start = in.getTotalBytesRead();
    int outerLimit = in.pushLimit(in.readRawVarint32());
    @Nullable Cid hash = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == LINK_HASH) {
        if (hash != null) {
          throw block.malformed(in.getTotalBytesRead(), "the link has two hashes");
        }
        int hashStart = in.getTotalBytesRead();
        hash = block.linkOf(in.readByteArray(), 0, hashStart);
      } else if (tag == LINK_NAME) {
        in.skipRawBytes(in.readRawVarint32());
      } else if (tag == LINK_TOTAL_SIZE) {
        in.readRawVarint64();
      } else {
        throw foreignField(block, in, tag, "link");
      }
    }
    in.popLimit(outerLimit);
    if (hash == null) {
      throw block.malformed(start, "the link has no hash");
    }
    return hash;
  }

  private static RuntimeException foreignField(
      EncodedBlock block, CodedInputStream in, int tag, String message) {
    return block.malformed(
        in.getTotalBytesRead(),
        "field %d of wire type %d does not belong into a %s"
            .formatted(WireFormat.getTagFieldNumber(tag), WireFormat.getTagWireType(tag), message));
  }
}
