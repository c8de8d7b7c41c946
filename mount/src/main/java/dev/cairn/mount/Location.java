package dev.cairn.mount;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one mount of a {@link MultiBlockstore} has of a block.
 *
 * @param name the name of the mount
 * @param status what was found
 * @param size bytes of what was found, where that was asked for
 * @param error why the status is {@link Status#CORRUPT} or {@link Status#ERROR}
 */
public record Location(
    String name, Status status, OptionalLong size, Optional<RuntimeException> error) {

  static Location found(String name) {
    return new Location(name, Status.FOUND, OptionalLong.empty(), Optional.empty());
  }

  static Location found(String name, long size) {
    return new Location(name, Status.FOUND, OptionalLong.of(size), Optional.empty());
  }

  static Location absent(String name) {
    return new Location(name, Status.ABSENT, OptionalLong.empty(), Optional.empty());
  }

  /** {@return whether the mount has the block, as far as was looked} */
  public boolean isFound() {
    return status == Status.FOUND;
  }

  /** What a mount can have of a block. */
  public enum Status {
    /** The block; after a look at its {@linkplain Depth#HASH hash}, with the right bytes. */
    FOUND,

    /** Nothing. */
    ABSENT,

    /** Bytes that are not the block. */
    CORRUPT,

    /**
     * Nobody knows: the mount could not be read, is not asked since it fails, or the hash function
     * is not implemented here.
     */
    ERROR
  }

  /** How closely to look. */
  public enum Depth {
    /** Whether the mount says that it has the block. */
    EXISTENCE,

    /**
     * How many bytes the mount says that it has. Where two mounts disagree, one of them is damaged:
     * then all are looked at as by {@link #HASH}.
     */
    SIZE,

    /** The bytes themselves, which are read and hashed. */
    HASH
  }
}
