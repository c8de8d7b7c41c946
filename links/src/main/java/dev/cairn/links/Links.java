package dev.cairn.links;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows for a set of codecs which CIDs their blocks name. Immutable.
 *
 * <p>The codec is that of the CID: the same bytes may name others as dag-pb, and none as raw.
 */
public final class Links {

  private static final Links STANDARD =
      new Links(
          Map.of(
              Multicodec.RAW,
              LinkExtractor.NONE,
              Multicodec.CBOR,
              LinkExtractor.NONE,
              Multicodec.JSON,
              LinkExtractor.NONE,
              Multicodec.DAG_PB,
              new DagPb(),
              Multicodec.DAG_CBOR,
              new DagCbor(),
              Multicodec.DAG_JSON,
              new DagJson()));

  private final Map<Long, LinkExtractor> byCodec;

  private Links(Map<Long, LinkExtractor> byCodec) {
    this.byCodec = Map.copyOf(byCodec);
  }

  /** {@return the codecs dag-pb, dag-cbor and dag-json, and the leaves raw, cbor and json} */
  public static Links standard() {
    return STANDARD;
  }

  /**
   * {@return these codecs and one more, or one of them read in another way}
   *
   * @param codec a code of the multicodec table
   * @param extractor reads the links of its blocks; {@link LinkExtractor#NONE} for leaves
   */
  public Links with(long codec, LinkExtractor extractor) {
    Map<Long, LinkExtractor> more = new HashMap<>(byCodec);
    more.put(codec, extractor);
    return new Links(more);
  }

  /**
   * {@return whether the links of blocks of a codec are known}
   *
   * @param codec a code of the multicodec table
   */
  public boolean knows(long codec) {
    return byCodec.containsKey(codec);
  }

  /**
   * {@return whether the CID alone tells that its block names no others, so that a walk need not
   * read it} Of an unknown codec nothing is told.
   *
   * @param cid names the block
   */
  public boolean isLeaf(Cid cid) {
    return byCodec.get(cid.codec()) == LinkExtractor.NONE;
  }

  /**
   * {@return the CIDs that a block names, in the order of its bytes, one that is named twice twice;
   * empty if the codec is not known}
   *
   * @param block need not be verified
   * @throws dev.cairn.datastore.CorruptDataException if the bytes do not follow the codec
   */
  public Optional<List<Cid>> of(Block block) {
    return of(block.cid(), block.buffer());
  }

  /**
   * {@return the CIDs that a block names, in the order of its bytes, one that is named twice twice;
   * empty if the codec is not known}
   *
   * @param cid the CID of the block
   * @param data the bytes of the block, from the position to the limit; neither moves, and nothing
   *     is kept
   * @throws dev.cairn.datastore.CorruptDataException if the bytes do not follow the codec
   */
  public Optional<List<Cid>> of(Cid cid, ByteBuffer data) {
    LinkExtractor extractor = byCodec.get(cid.codec());
    return extractor == null ? Optional.empty() : Optional.of(extractor.extract(cid, data));
  }
}
