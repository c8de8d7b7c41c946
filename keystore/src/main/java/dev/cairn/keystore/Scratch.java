package dev.cairn.keystore;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Room for the files through which a reset sorts what it is fed, where that is more than it may
 * hold in memory. They need not survive the process.
 *
 * <p>For one reset; any number of threads may call at once, for different names.
 */
public interface Scratch extends AutoCloseable {

  /**
   * {@return the room in a folder}
   *
   * @param folder is made with the first file and deleted on closing; nothing else is in it
   */
  static Scratch in(Path folder) {
    return new FolderScratch(folder);
  }

  /**
   * {@return a new file to write to, which the caller closes}
   *
   * @param name a plain name, not used before
   * @throws IOException if it cannot be made
   */
  OutputStream create(String name) throws IOException;

  /**
   * {@return a file that was written, to read from its beginning, which the caller closes}
   *
   * @param name its name
   * @throws IOException if it cannot be opened
   */
  InputStream open(String name) throws IOException;

  /**
   * Deletes a file that is not open.
   *
   * @param name its name
   * @throws IOException if it cannot be deleted
   */
  void delete(String name) throws IOException;

  /**
   * Deletes all files. Idempotent.
   *
   * @throws IOException if some cannot be deleted
   */
  @Override
  void close() throws IOException;
}
