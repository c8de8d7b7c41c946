package dev.cairn.car;

import dev.cairn.multiformats.Cid;
import java.util.List;

/**
 * What an import has stored, durably.
 *
 * @param blocks how many blocks of the archive: also those that the store held before, that come
 *     twice, or that need no store as their CID holds them
 * @param bytes the bytes of these blocks, without their CIDs
 * @param roots the roots that the archive names; cannot be changed
 */
public record ImportResult(long blocks, long bytes, List<Cid> roots) {

  /** Copies the roots. */
  public ImportResult {
    roots = List.copyOf(roots);
  }
}
