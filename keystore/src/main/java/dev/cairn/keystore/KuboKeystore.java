package dev.cairn.keystore;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Keystores as Kubo lays them out, so that Kubo and Cairn can take turns with one: two directories
 * {@code 0} and {@code 1} of which one is in force, a marker at {@code /provider/keystore/active}
 * in the datastore that the parts of a node share, keys of 73 characters whose values are the
 * multihashes.
 *
 * <p>Compared with Cairn's own layout it takes about twice the room, all keys are counted when it
 * is opened, and a reset is fed in batches. A reset needs the name that the set before the last
 * had: where a reader holds that still, {@link ResettableKeystore#reset()} fails and says so.
 *
 * <p>Which layout a directory has is seen by what lies in it; opening it as the other is refused.
 */
public final class KuboKeystore {

  /** Where Cairn's own layout has its marker. */
  static final String OWN_MARKER = "meta";

  private KuboKeystore() {}

  /**
   * Opens the keystore of Kubo in a directory, or makes a new one that Kubo can open.
   *
   * @param directory a repository's {@code provider-keystore}; created where it does not exist
   * @param opener opens the datastore in a directory, and makes it where the directory is empty; an
   *     engine whose files Kubo knows, such as LevelDB
   * @param shared the repository's datastore, which holds the marker; stays open
   * @param options how it behaves
   * @return the keystore
   * @throws CorruptDataException if it is damaged and the options refuse damage
   * @throws DatastoreException if Cairn's own layout is there, or it cannot be opened for another
   *     reason
   */
  public static ResettableKeystore open(
      Path directory,
      Function<Path, ? extends Batching> opener,
      Datastore shared,
      KeystoreOptions options) {
    if (Files.exists(directory.resolve(OWN_MARKER))) {
      throw new DatastoreException(
          "%s holds a keystore in Cairn's own layout, and was to be opened in Kubo's; open it as it is, or delete it and reset the keystore anew"
              .formatted(directory));
    }
    KuboDirectories directories = new KuboDirectories(directory, opener);
    return ResettableKeystore.open(directories, new KuboMarker(shared, directories), options);
  }

  /**
   * {@return whether a keystore in Kubo's layout lies in a directory}
   *
   * @param directory a repository's {@code provider-keystore}, which need not exist
   */
  public static boolean isIn(Path directory) {
    return KuboDirectories.NAMES.stream()
        .anyMatch(name -> Files.isDirectory(directory.resolve(name), LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Moves the keystore of Kubo in a directory to Cairn's own layout in the same one: what is there
   * in that layout is replaced, and when that is durable, Kubo's directories are deleted. Where it
   * fails or dies on the way, it can be done again.
   *
   * @param directory a repository's {@code provider-keystore}
   * @param kubo opens the datastores in Kubo's directories; they are only read
   * @param opener opens the datastores of the new layout
   * @param shared the repository's datastore, which holds Kubo's marker; stays open
   * @param options how the new layout behaves
   * @return what the reset of the new layout did
   * @throws CorruptDataException if Kubo's is damaged
   * @throws DatastoreException if there is none, or it cannot be read, or the other not be written
   */
  public static ResetResult moveToOwnLayout(
      Path directory,
      Function<Path, ? extends Batching> kubo,
      Function<Path, ? extends Batching> opener,
      Datastore shared,
      KeystoreOptions options) {
    if (!isIn(directory)) {
      throw new DatastoreException(
          "there is no keystore in Kubo's layout in %s to be taken over; reset the keystore instead"
              .formatted(directory));
    }
    ResetResult result;
    try (KeystoreView old = view(directory, kubo, shared);
        ResettableKeystore fresh =
            ResettableKeystore.open(
                new DirectoryDatastoreFactory(directory, opener),
                FileMarker.open(directory.resolve(OWN_MARKER)),
                options)) {
      result = fresh.resetFrom(() -> old.get(KeyspacePrefix.ALL));
    }
    GenerationDirectories left = new GenerationDirectories(directory, kubo);
    KuboDirectories.NAMES.forEach(left::destroy);
    return result;
  }

  private static KeystoreView view(
      Path directory, Function<Path, ? extends Batching> opener, Datastore shared) {
    KuboDirectories directories = new KuboDirectories(directory, opener);
    long generation = new KuboMarker(shared, directories).read().orElseThrow();
    Batching store = directories.open(GenerationName.of(generation));
    return new SnapshotView(store, FormatRecord.read(store).orElseThrow().count());
  }
}
