package dev.cairn.datastore;

import java.util.List;
import java.util.Optional;

/**
 * A part of a listing in the order of keys, and where the next part begins.
 *
 * @param entries what this page shows; empty only where the listing is over, which can turn out as
 *     late as that if entries were deleted meanwhile
 * @param next the cursor for the page behind this one; nothing where this page is the last
 */
public record Page(List<Entry> entries, Optional<Cursor> next) {

  /** Copies the list. */
  public Page {
    entries = List.copyOf(entries);
  }
}
