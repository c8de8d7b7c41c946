package dev.cairn.mount;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one mount of a {@link MultiBlockstore} has of a block, found out by reading it and checking
 * its hash.
 *
 * @param name the name of the mount
 * @param status what was found
 * @param size bytes of what was read, where something was
 * @param error why the status is {@link Status#CORRUPT} or {@link Status#FAILED}
 */
public record Location(
    String name, Status status, OptionalLong size, Optional<RuntimeException> error) {

  static Location present(String name, long size) {
    return new Location(name, Status.PRESENT, OptionalLong.of(size), Optional.empty());
  }

  static Location absent(String name) {
    return new Location(name, Status.ABSENT, OptionalLong.empty(), Optional.empty());
  }

  /** What a mount can have of a block. */
  public enum Status {
    /** The block, with the hash that its CID names. */
    PRESENT,

    /** Nothing. */
    ABSENT,

    /** Bytes that are not the block. */
    CORRUPT,

    /** Nobody knows: the mount could not be read, or the hash function is not implemented here. */
    FAILED
  }
}
