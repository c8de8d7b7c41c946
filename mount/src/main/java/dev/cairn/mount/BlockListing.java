package dev.cairn.mount;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.GuardedIterator;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The multihashes of the blocks among some keys. */
final class BlockListing extends GuardedIterator<Multihash> {

  private static final Logger log = LoggerFactory.getLogger(BlockListing.class);

  private final BlockKeys keys;
  private final Results results;
  private long strays;
  private @Nullable Key stray;

  BlockListing(Lifecycle lifecycle, BlockKeys keys, Results results) {
    super(lifecycle);
    this.keys = keys;
    this.results = results;
  }

  @Override
  protected @Nullable Multihash advance() {
    while (results.hasNext()) {
      Key key = results.next().key();
      Multihash multihash = keys.read(key);
      if (multihash != null && !multihash.isIdentity()) {
        return multihash;
      }
      strays++;
      stray = key;
    }
    return null;
  }

  @Override
  protected void release() {
    results.close();
    if (strays > 0) {
      log.warn(
          "a listing of blocks passed over {} keys below {} that are no block's, the last {}",
          strays,
          keys.prefix(),
          stray);
    }
  }
}
