package dev.cairn.car;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An export needs a block that the store does not hold. */
public final class MissingBlockException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  // Not serialised: the message names them.
  private final transient Cid cid;
  private final transient @Nullable Cid parent;

  MissingBlockException(Cid cid, @Nullable Cid parent) {
    super(
        "the block %s, %s, is not in the store; fetch it, or export without the missing blocks"
            .formatted(cid, parent == null ? "which is to be exported" : "named by " + parent));
    this.cid = cid;
    this.parent = parent;
  }

  /** {@return the CID of the block that is missing} */
  public Cid cid() {
    return cid;
  }

  /** {@return the CID of the block that names it; empty if it is a root or was listed} */
  public Optional<Cid> parent() {
    return Optional.ofNullable(parent);
  }
}
