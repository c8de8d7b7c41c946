package dev.cairn.keystore;

import dev.cairn.datastore.engine.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Room in a folder of the file system. */
record FolderScratch(Path folder) implements Scratch {

  @Override
  public OutputStream create(String name) throws IOException {
    Files.createDirectories(folder);
    return Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW);
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(folder.resolve(name));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  @Override
  public void close() throws IOException {
    DurableFiles.deleteTree(folder);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
