package dev.cairn.repo;

/** The datastores of a repository that can be {@linkplain Repository#inspect looked at}. */
public enum DatastoreInstance {
  /**
   * The shared datastore, with the keystore's generations, for reading, below {@code
   * /provider/keystore/NAME}, where they hide what older versions left there.
   */
  MOUNTED,
  /** The shared datastore alone. */
  DEFAULT,
  /** The generation of the keystore that is in force, for reading. */
  KEYSTORE,
  /** Directory 0 of a keystore in Kubo's layout, for reading. */
  PROVIDER0,
  /** Directory 1 of a keystore in Kubo's layout, for reading. */
  PROVIDER1
}
