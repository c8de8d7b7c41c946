package dev.cairn.mount;

import dev.cairn.datastore.engine.GuardedIterator;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Those of some blocks whose only good copy is in one mount. */
final class StrandedListing extends GuardedIterator<Multihash> {

  private final Unmounting unmounting;
  private final MountedStore mount;
  private final Iterator<Multihash> kept;

  /** Begins a listing with a mount that was acquired for it. */
  StrandedListing(
      Lifecycle lifecycle, Unmounting unmounting, MountedStore mount, Iterator<Multihash> kept) {
    super(lifecycle);
    this.unmounting = unmounting;
    this.mount = mount;
    this.kept = kept;
  }

  @Override
  protected @Nullable Multihash advance() {
    while (kept.hasNext()) {
      mount.requireMounted();
      Multihash multihash = kept.next();
      if (unmounting.stranded(mount, multihash) != null) {
        return multihash;
      }
    }
    return null;
  }

  @Override
  protected void release() {
    mount.release();
  }
}
