package dev.cairn.keystore;

import java.util.OptionalLong;

/** A marker that is lost with the process, as the generations are to which it points. */
final class MemoryMarker implements GenerationMarker {

  private volatile OptionalLong generation = OptionalLong.empty();

  @Override
  public OptionalLong read() {
    return generation;
  }

  @Override
  public void write(long number) {
    generation = OptionalLong.of(number);
  }

  @Override
  public void close() {}
}
