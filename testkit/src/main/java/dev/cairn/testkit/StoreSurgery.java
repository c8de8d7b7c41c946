package dev.cairn.testkit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What tests do to the files of a store. */
public final class StoreSurgery {

  private StoreSurgery() {}

  /**
   * {@return the files of a store whose names match}
   *
   * @param store its directory
   * @param glob a pattern such as {@code *.sst}
   * @throws IOException if the directory cannot be read
   */
  public static List<Path> files(Path store, String glob) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(store, glob)) {
      stream.forEach(files::add);
    }
    return files;
  }

  /**
   * {@return {@code copy}, made as a copy of a store: of one that is open, what a killed process
   * would leave}
   *
   * @param store a directory; no file may vanish meanwhile
   * @param copy a directory that does not exist yet
   * @throws IOException if it cannot be copied
   */
  public static Path copy(Path store, Path copy) throws IOException {
    try (Stream<Path> tree = Files.walk(store)) {
      for (Path file : tree.toList()) {
        Files.copy(file, copy.resolve(store.relativize(file).toString()));
      }
    }
    return copy;
  }

  /**
   * {@return what lies in a directory: each file, by its path there, with its length, its time and
   * its content in a form to compare}
   *
   * @param store a directory in which nothing changes meanwhile
   * @throws IOException if it cannot be read
   */
  public static Map<String, String> fingerprint(Path store) throws IOException {
    Map<String, String> fingerprint = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(store)) {
      for (Path file : tree.toList()) {
        String content =
            Files.isRegularFile(file)
                ? Integer.toString(Arrays.hashCode(Files.readAllBytes(file)))
                : "";
        fingerprint.put(
            store.relativize(file).toString(),
            "%d bytes, %s, %s"
                .formatted(Files.size(file), Files.getLastModifiedTime(file), content));
      }
    }
    return fingerprint;
  }

  /**
   * Turns one bit of a file over.
   *
   * @param file any file
   * @param position the number of the bit: eight times that of its byte, and 0 to 7 for the place
   * @throws IOException if it cannot be written
   */
  public static void flipBit(Path file, long position) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.seek(position / 8);
      int old = content.read();
      content.seek(position / 8);
      content.write(old ^ (1 << (position % 8)));
    }
  }

  /**
   * Makes a file shorter, or longer by zeros.
   *
   * @param file any file
   * @param length its new length in bytes
   * @throws IOException if it cannot be written
   */
  public static void resize(Path file, long length) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(length);
    }
  }
}
