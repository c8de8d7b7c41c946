package dev.cairn.links;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.TSFBuilder;
import java.io.IOException;

/** What the two token streams, CBOR and JSON, have in common. */
final class Streaming {

  /** Deeper than any data that people make, shallow enough to cost nothing. */
  static final int MAX_DEPTH = 1024;

  private Streaming() {}

  /**
   * Sets the limits: of depth alone, since a block is in memory whole, and nothing in it can be
   * larger than it. The names of a stranger's maps are not interned.
   */
  static <B extends TSFBuilder<?, B>> B configure(B builder) {
    return builder
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .build());
  }

  /** The index of the byte where a token stream failed; 0 where it does not say. */
  static long offsetOf(IOException failure) {
    return failure instanceof JsonProcessingException e && e.getLocation() != null
        ? Math.max(0, e.getLocation().getByteOffset())
        : 0;
  }
}
