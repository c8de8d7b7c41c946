package dev.cairn.datastore;

/** What a write has to withstand by the time its call returns. */
public enum Durability {
  /** Visible to every later call, and safe from a killed process. */
  VISIBLE,
  /** Forced to the medium: safe from loss of power. */
  SYNCED
}
