package dev.cairn.repo;

import dev.cairn.mount.Trust;

/**
 * What the configuration of a repository says of blocks that lie elsewhere and are looked up behind
 * its own: those of another repository, or of an archive (CAR).
 *
 * @param name the name of the mount, without spaces
 * @param path the directory of a repository, or an archive; a relative path begins at the directory
 *     of the repository that mounts it
 * @param trust whether what lies there need not be written to the repository's own blocks
 * @param access how it is opened
 */
public record RepositoryMount(String name, String path, Trust trust, Access access) {

  /** How the blocks of a mount are opened. */
  public enum Access {
    /**
     * For reading, by any number of processes at once: not a byte changes there. A repository that
     * somebody writes to is refused, and keeps writers away while it is read.
     */
    READING,

    /**
     * For reading beside whoever writes there, in this process or another: its blocks are seen as
     * they come, not a byte changes there, and nobody is kept away. Only a repository can be opened
     * so, and only where its engine can be followed.
     */
    FOLLOWING,

    /**
     * For reading and writing, by this process alone. Only a repository can be opened so, and only
     * the mount's own handle writes to it.
     */
    WRITING
  }

  /**
   * {@return a mount that is only read, and not trusted}
   *
   * @param name the name of the mount, without spaces
   * @param path a repository or an archive
   */
  public static RepositoryMount of(String name, String path) {
    return new RepositoryMount(name, path, Trust.UNTRUSTED, Access.READING);
  }

  /**
   * {@return this mount with another trust}
   *
   * @param other the trust
   */
  public RepositoryMount withTrust(Trust other) {
    return new RepositoryMount(name, path, other, access);
  }

  /**
   * {@return this mount, opened otherwise}
   *
   * @param other how
   */
  public RepositoryMount withAccess(Access other) {
    return new RepositoryMount(name, path, trust, other);
  }
}
