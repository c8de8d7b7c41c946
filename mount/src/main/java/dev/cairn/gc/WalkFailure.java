package dev.cairn.gc;

import dev.cairn.multiformats.Cid;
import java.util.List;

/**
 * Why a walk over a graph of blocks could not follow one of them.
 *
 * @param path from where the walk began to the block, both included
 * @param kind what is wrong
 * @param cause the failure, whose message says what to do
 */
public record WalkFailure(List<Cid> path, Kind kind, RuntimeException cause) {

  /** Creates a failure. */
  public WalkFailure {
    path = List.copyOf(path);
  }

  /** {@return the block that could not be followed} */
  public Cid cid() {
    return path.get(path.size() - 1);
  }

  /** {@return the block, and why} */
  @Override
  public String toString() {
    String from = path.size() == 1 ? "" : ", reached from " + path.get(0);
    return cid() + from + ": " + cause.getMessage();
  }

  /** What can be wrong with a block on the way. */
  public enum Kind {
    /** No mount has it. */
    MISSING,

    /** What the mounts have is damaged, or does not follow its codec. */
    CORRUPT,

    /** Its links cannot be read, since its codec is not known. */
    UNKNOWN_CODEC,

    /** A mount could not be read, so that nobody knows. */
    UNREADABLE
  }
}
