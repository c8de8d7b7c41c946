package dev.cairn.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A module of the architecture page: its folder, its packages, and the rooms below that it may use.
 */
enum Room {
  CORE("core", List.of("datastore", "blockstore", "multiformats")),
  TESTKIT("testkit", List.of("testkit"), CORE),

  LEVELDB("backend-leveldb", List.of("leveldb"), CORE),
  ROCKSDB("backend-rocksdb", List.of("rocksdb"), CORE),
  FLATFS("backend-flatfs", List.of("flatfs"), CORE),
  S3("backend-s3", List.of("s3"), CORE),

  LINKS("links", List.of("links"), CORE),

  // Composition takes its links through an interface, so that it stays free of protobuf and CBOR.
  MOUNT("mount", List.of("mount", "gc"), CORE),

  CAR("car", List.of("car"), CORE, LINKS, MOUNT),
  FILESTORE("filestore", List.of("filestore"), CORE, LINKS, MOUNT),
  KEYSTORE("keystore", List.of("keystore", "records"), CORE, LINKS, MOUNT),

  GATEWAY("gateway", List.of("gateway"), CORE, LINKS, MOUNT, CAR, FILESTORE, KEYSTORE),
  DAGSTORE("dagstore", List.of("dagstore"), CORE, LINKS, MOUNT, CAR, FILESTORE, KEYSTORE),

  REPO("repo", List.of("repo"), CORE, LINKS, MOUNT, CAR, FILESTORE, KEYSTORE, GATEWAY, DAGSTORE),

  CLI("cli", List.of("cli")),
  EXAMPLES("examples", List.of("examples")),
  BENCHMARKS("benchmarks", List.of("benchmarks"));

  static final String ROOT = "dev.cairn.";

  private static final Set<Room> FACES = EnumSet.of(CLI, EXAMPLES, BENCHMARKS);

  private final String folder;
  private final List<String> packages;
  private final Set<Room> below;

  Room(String folder, List<String> packages, Room... below) {
    this.folder = folder;
    this.packages = packages;
    this.below = Set.of(below);
  }

  /** Returns the room that a class lives in, or empty where the page draws none. */
  static Optional<Room> of(JavaClass type) {
    return Stream.of(values()).filter(room -> room.owns(type.getPackageName())).findFirst();
  }

  /** Whether this is a face, on which nothing depends and which may name whatever is below. */
  boolean isFace() {
    return FACES.contains(this);
  }

  /** Whether an arrow may go from this room to another. */
  boolean mayUse(Room other) {
    return this == other
        || (isFace() ? !other.isFace() && other != TESTKIT : below.contains(other));
  }

  /** The folder of the module, at the root of the repository. */
  String folder() {
    return folder;
  }

  private boolean owns(String packageName) {
    return packages.stream()
        .map(name -> ROOT + name)
        .anyMatch(name -> packageName.equals(name) || packageName.startsWith(name + "."));
  }
}
