package dev.cairn.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folders of this repository, as the tests of a module see them. */
final class SourceTree {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private SourceTree() {}

  /** The folder of a room's module. */
  static Path folder(Room room) {
    return ROOT.resolve(room.folder());
  }

  /** The main sources of a room, none where the room is not built yet. */
  static List<Path> mainSources(Room room) throws IOException {
    Path sources = folder(room).resolve("src/main/java");
    if (!Files.isDirectory(sources)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(sources)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
