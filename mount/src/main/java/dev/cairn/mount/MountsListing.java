package dev.cairn.mount;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.GuardedIterator;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the blocks of several mounts, one mount behind the other. The mounts stay open until
 * it is closed, also those that are taken away meanwhile.
 *
 * @param <T> what is made of the blocks
 */
abstract class MountsListing<T> extends GuardedIterator<T> {

  private final List<MountedStore> mounts;
  private final List<MountedStore> acquired;
  private @Nullable CloseableIterator<Multihash> listing;
  private int current;

  /**
   * Begins a listing.
   *
   * @param mounts those to go through
   * @param acquired all that were {@linkplain MountedStore#acquire acquired} for it
   */
  MountsListing(Lifecycle lifecycle, List<MountedStore> mounts, List<MountedStore> acquired) {
    super(lifecycle);
    this.mounts = mounts;
    this.acquired = acquired;
  }

  /**
   * Returns what is shown of a block, or {@code null} where it is passed over.
   *
   * @param index the mount that has it
   */
  abstract @Nullable T shown(int index, Multihash multihash);

  /** Returns what is shown after the last block of the last mount, one at each call; or null. */
  @Nullable T atEnd() {
    return null;
  }

  /** Returns how many of the mounts are listed, from the first; the others are only asked. */
  int listed() {
    return mounts.size();
  }

  /** Returns the mounts that are gone through. */
  final List<MountedStore> mounts() {
    return mounts;
  }

  @Override
  protected final @Nullable T advance() {
    for (; current < listed(); current++) {
      T shown = nextOf(mounts.get(current));
      if (shown != null) {
        return shown;
      }
    }
    return atEnd();
  }

  private @Nullable T nextOf(MountedStore mount) {
    CloseableIterator<Multihash> blocks = listing;
    if (blocks == null) {
      blocks = begun(mount);
      listing = blocks;
    }
    while (true) {
      Multihash next = next(mount, blocks);
      if (next == null) {
        listing = null;
        return null;
      }
      T shown = shown(current, next);
      if (shown != null) {
        return shown;
      }
    }
  }

  private static CloseableIterator<Multihash> begun(MountedStore mount) {
    try {
      return mount.store().list();
    } catch (RuntimeException e) {
      throw failure(mount, e);
    }
  }

  private static @Nullable Multihash next(MountedStore mount, CloseableIterator<Multihash> blocks) {
    try {
      if (blocks.hasNext()) {
        return blocks.next();
      }
      blocks.close();
      return null;
    } catch (RuntimeException e) {
      throw failure(mount, e);
    }
  }

  private static RuntimeException failure(MountedStore mount, RuntimeException e) {
    return mount.failed("list the blocks", e);
  }

  /** Returns whether one of the mounts before this one has the block. */
  final boolean isInEarlier(int index, Multihash multihash) {
    for (int i = 0; i < index; i++) {
      if (has(mounts.get(i), multihash)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(MountedStore mount, Multihash multihash) {
    try {
      return mount.store().has(Cid.rawOf(multihash));
    } catch (RuntimeException e) {
      throw mount.failed("look for a block", e);
    }
  }

  @Override
  protected void release() {
    List<AutoCloseable> held = new ArrayList<>();
    if (listing != null) {
      held.add(listing);
    }
    held.add(() -> LiveMounts.release(acquired));
    Closing.all(held);
  }
}
