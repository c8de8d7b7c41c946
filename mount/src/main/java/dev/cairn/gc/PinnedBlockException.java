package dev.cairn.gc;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import java.util.Optional;

/** A block was not removed, since it is kept and no other mount has a good copy. */
public final class PinnedBlockException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /** Not serialised: a {@link KeepReason} is a value of this process. */
  private final transient Optional<KeepReason> reason;

  PinnedBlockException(Cid cid, String mount, KeepReason reason) {
    super(
        "cannot remove %s from the mount '%s': it is kept by the pin of %s%s, and no other mount has a good copy; unpin that, or copy the block first"
            .formatted(
                cid,
                mount,
                reason.pin().cid(),
                reason.isIndirect() ? " over " + reason.path() : ""));
    this.reason = Optional.of(reason);
  }

  PinnedBlockException(Cid cid, String mount) {
    super(
        "cannot remove %s from the mount '%s': it was put or pinned, or its other copy was taken away, in this very moment; try again if it is to go all the same"
            .formatted(cid, mount));
    this.reason = Optional.empty();
  }

  /**
   * {@return what keeps it, or nothing where it was put or pinned, or its other copy was taken
   * away, while it was to be removed}
   */
  public Optional<KeepReason> reason() {
    return reason;
  }
}
