package dev.cairn.datastore.spec;

import dev.cairn.datastore.DatastoreException;

/**
 * The description of a datastore is wrong; the message says where in it, what, and what would do.
 */
public final class SpecException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param where the place in the description, such as {@code Datastore.Spec.mounts[0].path}
   * @param what what is wrong there
   */
  public SpecException(String where, String what) {
    super(where + ": " + what);
  }
}
