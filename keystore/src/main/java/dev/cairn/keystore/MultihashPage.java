package dev.cairn.keystore;

import dev.cairn.datastore.Cursor;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import java.util.Optional;

/**
 * A part of a listing of multihashes, and where the next part begins.
 *
 * @param multihashes what this page shows, in the order of ids
 * @param next the cursor for the page behind this one; nothing where this page is the last
 */
public record MultihashPage(List<Multihash> multihashes, Optional<Cursor> next) {

  /** Copies the list. */
  public MultihashPage {
    multihashes = List.copyOf(multihashes);
  }
}
