package dev.cairn.mount;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Multihash;
import java.util.List;

/** A mount was not taken away: blocks that must stay have their only good copy there. */
public final class StrandedBlocksException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /** How many blocks would be lost. */
  private final long count;

  /** Some of them. */
  private final transient List<Multihash> examples;

  StrandedBlocksException(String mount, long count, List<Multihash> examples) {
    super(
        "could not take away the mount '%s': it has the only good copy of %d blocks that must stay,"
                .formatted(mount, count)
            + " %s among them; copy them into the cache first, or let the unmount do that"
                .formatted(examples.get(0)));
    this.count = count;
    this.examples = List.copyOf(examples);
  }

  /** {@return how many blocks would be lost} */
  public long count() {
    return count;
  }

  /** {@return some of them, ten at most; none after serialization} */
  public List<Multihash> examples() {
    return examples == null ? List.of() : examples;
  }
}
