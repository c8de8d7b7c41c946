package dev.cairn.keystore;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * Kubo's marker: one byte, 0 or 1, in the datastore that the parts of a node share, for the
 * directory of the generation in force; where there is none, it is 0.
 *
 * @param shared stays open when the marker is closed
 */
record KuboMarker(Datastore shared, KuboDirectories directories) implements GenerationMarker {

  static final Key KEY = Key.of("/provider/keystore/active");

  @Override
  public OptionalLong read() {
    if (directories.isEmpty()) {
      return OptionalLong.empty(); // what an older version's marker says is about its own place
    }
    int place = placeIn(shared);
    OptionalLong generation = directories.in(KuboDirectories.NAMES.get(place));
    if (generation.isEmpty()) {
      throw new CorruptDataException(
          "the keystore in %s is damaged: its directory %d, which is in force by %s, is missing; restore it, or open it with OnDamage.START_EMPTY and fill it anew"
              .formatted(directories, place, this));
    }
    return generation;
  }

  /** Returns which directory is in force, 0 or 1, whether it exists or not. */
  static int placeIn(Datastore shared) {
    return shared.get(KEY).map(KuboMarker::decode).orElse(0);
  }

  private static int decode(byte[] content) {
    if (content.length == 1 && (content[0] == 0 || content[0] == 1)) {
      return content[0];
    }
    throw new CorruptDataException(
        "the marker of Kubo's keystore, %s, is 0x%s, and has to be 00 or 01; open the keystore with OnDamage.START_EMPTY and fill it anew"
            .formatted(KEY, HexFormat.of().formatHex(content)));
  }

  /** {@inheritDoc} For none, the marker goes: the first generation is in directory 0. */
  @Override
  public void write(long generation) {
    if (generation == Generations.NONE) {
      shared.delete(KEY);
    } else {
      String place =
          directories
              .of(generation)
              .orElseThrow(
                  () ->
                      new DatastoreException("there is no generation " + generation + " to mark"));
      shared.put(KEY, new byte[] {(byte) KuboDirectories.NAMES.indexOf(place)});
    }
    shared.sync(KEY);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return KEY + " in " + shared;
  }
}
