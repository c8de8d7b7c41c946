package dev.cairn.repo;

import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Which engines a new repository is laid out with. */
public enum Profile {
  /** Blocks and keystore in RocksDB, which is fast with both; the rest in LevelDB, as in Kubo. */
  DEFAULT(
      new Mounted("/blocks", "rocksds", "blocks", Map.of("preset", "blocks")),
      new Mounted("/", "levelds", "datastore", Map.of())),
  /** Everything in LevelDB. */
  LEVELDB(
      new Mounted("/blocks", "levelds", "blocks", Map.of()),
      new Mounted("/", "levelds", "datastore", Map.of())),
  /** Everything in RocksDB. */
  ROCKSDB(
      new Mounted("/blocks", "rocksds", "blocks", Map.of("preset", "blocks")),
      new Mounted("/", "rocksds", "datastore", Map.of()));

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records
  private final List<Mounted> mounts;

  Profile(Mounted... mounts) {
    this.mounts = List.of(mounts);
  }

  /**
   * {@return the profile of this name}
   *
   * @param name such as {@code leveldb}, in lower case
   * @throws IllegalArgumentException if there is none
   */
  public static Profile named(String name) {
    return Arrays.stream(values())
        .filter(profile -> profile.toString().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no profile '%s'; choose one of %s"
                        .formatted(name, Arrays.toString(values()))));
  }

  /** {@return the description of the datastore, for {@code Datastore.Spec}} */
  SpecValue datastoreSpec() {
    List<SpecValue> children = new ArrayList<>();
    for (Mounted mount : mounts) {
      Map<String, String> fields = new TreeMap<>(mount.options);
      fields.put("mountpoint", mount.mountpoint);
      fields.put("path", mount.path);
      children.add(Spec.leaf(mount.type, fields).fields());
    }
    return SpecValue.Fields.of(
        Map.of("type", new SpecValue.Text("mount"), "mounts", new SpecValue.Items(children)));
  }

  /** {@return the description of a keystore's generations, which get their paths one by one} */
  SpecValue keystoreSpec() {
    String engine = mounts.get(0).type;
    // Of what RocksDB offers, it takes the least disk for sorted hashes, and no more time.
    Map<String, String> options =
        engine.equals("rocksds") ? Map.of("compression", "zstd") : Map.of();
    return Spec.leaf(engine, options).fields();
  }

  /** {@return the name in lower case} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private record Mounted(
      String mountpoint, String type, String path, Map<String, String> options) {}
}
