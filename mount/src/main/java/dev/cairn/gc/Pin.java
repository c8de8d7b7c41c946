package dev.cairn.gc;

import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import java.util.Optional;

/**
 * That a block is kept.
 *
 * <p>A multihash has one pin. It remembers under which CIDs it was added, one for each codec: what
 * a recursive pin reaches depends on how the bytes are read, so a walk follows all of them.
 *
 * @param cids the CIDs, of one multihash, each of another codec, in the order in which they were
 *     added; at least one
 * @param mode how much is kept
 * @param name what the owner calls it
 */
public record Pin(List<Cid> cids, PinMode mode, Optional<String> name) {

  /**
   * Creates a pin.
   *
   * @throws IllegalArgumentException if there is no CID, or two have different multihashes or one
   *     codec
   */
  public Pin {
    cids = List.copyOf(cids);
    if (cids.isEmpty()) {
      throw new IllegalArgumentException("a pin has a CID");
    }
    Multihash multihash = cids.get(0).multihash();
    boolean isOfOneBlock = cids.stream().allMatch(cid -> cid.multihash().equals(multihash));
    if (!isOfOneBlock || cids.stream().map(Cid::codec).distinct().count() < cids.size()) {
      throw new IllegalArgumentException(
          "the CIDs of a pin have one multihash and different codecs, not " + cids);
    }
  }

  /** {@return the CID under which it was added first} */
  public Cid cid() {
    return cids.get(0);
  }

  /** {@return the multihash of the block} */
  public Multihash multihash() {
    return cid().multihash();
  }
}
