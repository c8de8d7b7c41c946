package dev.cairn.links;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.MultiformatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of a block while its links are read, and how to say what is wrong with them. */
final class EncodedBlock {

  private final String codec;
  private final Cid cid;
  private final byte[] bytes;

  /** Copies the data: the libraries read arrays, and the buffer may be a view of native memory. */
  EncodedBlock(String codec, Cid cid, ByteBuffer data) {
    this.codec = codec;
    this.cid = cid;
    this.bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
  }

  /** The bytes, not copied. */
  byte[] bytes() {
    return bytes;
  }

  /** The CID whose bytes are a part of an array, from an index to the end. */
  Cid linkOf(byte[] source, int from, long offset) {
    try {
      return Cid.fromBytes(from == 0 ? source : Arrays.copyOfRange(source, from, source.length));
    } catch (MultiformatException e) {
      throw malformed(offset, "the link is no CID: " + e.getMessage(), e);
    }
  }

  /** The CID of a text. */
  Cid linkOf(String text, long offset) {
    try {
      return Cid.parse(text);
    } catch (MultiformatException e) {
      throw malformed(offset, "the link is no CID: " + e.getMessage(), e);
    }
  }

  CorruptDataException malformed(long offset, String why) {
    return malformed(offset, why, null);
  }

  /** A failure of the library that reads the encoding; its own words stay readable as the cause. */
  CorruptDataException unreadable(long offset, IOException failure) {
    return malformed(offset, "the encoding is broken, cut off or nested too deeply", failure);
  }

  private CorruptDataException malformed(long offset, String why, @Nullable Throwable cause) {
    return new CorruptDataException(
        "the %s block %s is malformed at byte %d: %s; if its hash is right it was made so, else fetch it again"
            .formatted(codec, cid, offset, why),
        cause);
  }
}
