package dev.cairn.docs.engine;

import java.io.IOException;
import java.nio.file.Path;

/** A file holds what was never written to it. */
final class DamagedFileException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedFileException(Path file, long position) {
    super("the record at %d of %s is damaged".formatted(position, file));
  }
}
