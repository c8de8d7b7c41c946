package dev.cairn.datastore.wrapper;

/**
 * How much a store holds.
 *
 * @param bytes of all keys and values together
 * @param entries how many
 */
public record Usage(long bytes, long entries) {

  /** Nothing. */
  static final Usage NONE = new Usage(0, 0);

  Usage plus(Usage other) {
    return new Usage(bytes + other.bytes, entries + other.entries);
  }

  Usage minus(Usage other) {
    return new Usage(bytes - other.bytes, entries - other.entries);
  }
}
