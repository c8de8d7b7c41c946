package dev.cairn.datastore;

/** The capability to say how much room the store takes. */
public interface DiskUsage {

  /** {@return the bytes of the store's files, logs and indexes included; 0 where it keeps none} */
  long diskUsage();
}
