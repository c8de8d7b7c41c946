package dev.cairn.car;

import java.util.OptionalLong;

/** Is told how far an import or export has come. */
@FunctionalInterface
public interface CarProgress {

  /** Listens to nothing. */
  CarProgress NONE = (bytes, total) -> {};

  /**
   * Called after each block, by the thread that works, which waits for the answer: be quick.
   *
   * @param bytes of the archive that were read or written so far
   * @param total the bytes that it will be, where that is known
   */
  void at(long bytes, OptionalLong total);
}
