package dev.cairn.mount;

import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A journal in a directory, a file for each record. */
final class JournalFiles implements JournalPlace {

  private static final String EXTENSION = ".batch";

  private final Path directory;

  private JournalFiles(Path directory) {
    this.directory = directory;
  }

  /** Makes the directory where there is none, and removes what a death left of a half record. */
  static JournalFiles in(Path directory) {
    Path absolute = directory.toAbsolutePath();
    try {
      Files.createDirectories(absolute);
      DurableFiles.syncDirectory(absolute.getParent());
      try (Stream<Path> files = Files.list(absolute)) {
        for (Path half : files.filter(it -> it.toString().endsWith(EXTENSION + ".tmp")).toList()) {
          Files.delete(half);
        }
      }
    } catch (IOException e) {
      throw IoFailures.wrap("cannot prepare the journal of batches " + absolute, e);
    }
    return new JournalFiles(absolute);
  }

  private Path file(String name) {
    return directory.resolve(name + EXTENSION);
  }

  @Override
  public List<String> names() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> directory.relativize(file).toString())
          .filter(file -> file.endsWith(EXTENSION))
          .map(file -> file.substring(0, file.length() - EXTENSION.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw IoFailures.wrap("cannot list the journal of batches " + directory, e);
    }
  }

  @Override
  public byte[] read(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (IOException e) {
      throw IoFailures.wrap("cannot read the journal of a batch " + file(name), e);
    }
  }

  @Override
  public void write(String name, byte[] record) {
    try {
      DurableFiles.write(file(name), record);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot write the journal of a batch " + file(name), e);
    }
  }

  @Override
  public void remove(String name) {
    try {
      Files.deleteIfExists(file(name));
      DurableFiles.syncDirectory(directory);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot remove the journal of a batch " + file(name), e);
    }
  }

  @Override
  public String describe(String name) {
    return file(name).toString();
  }
}
