package dev.cairn.links;

import dev.cairn.multiformats.Cid;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads the links of blocks of one codec. Any number of threads may call at once. */
@FunctionalInterface
public interface LinkExtractor {

  /** For a codec whose blocks name no others. The blocks need not even be read. */
  LinkExtractor NONE = (cid, data) -> List.of();

  /**
   * {@return the CIDs that the block names, in the order of its bytes, one that is named twice
   * twice; the list cannot be changed}
   *
   * @param cid the CID of the block, for its codec and for messages
   * @param data the bytes of the block, from the position to the limit; neither moves, and nothing
   *     is kept
   * @throws dev.cairn.datastore.CorruptDataException if the bytes do not follow the codec; the
   *     message names the block and the byte
   */
  List<Cid> extract(Cid cid, ByteBuffer data);
}
