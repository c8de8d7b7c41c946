package dev.cairn.gc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Key;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multibase;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.Varint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How pins lie in a datastore.
 *
 * <p>The key is {@code /cairn/pins/} and the multihash in upper-case base32 without padding, as in
 * the keys of blocks. The value is the byte 1, the version; the mode, 1 for direct and 2 for
 * recursive; the length of the name, 0 where there is none, and the name in UTF-8; and the CIDs to
 * the end, each with its length before it. Lengths are unsigned varints.
 */
final class PinFormat {

  /** Below it lie the pins, and nothing else. */
  static final Key PINS = Key.of("/cairn/pins");

  private static final byte VERSION = 1;
  private static final byte DIRECT = 1;
  private static final byte RECURSIVE = 2;

  private PinFormat() {}

  static Key keyOf(Multihash multihash) {
    return PINS.child(Key.of(Multibase.BASE32_UPPER.encodeBare(multihash.toBytes())));
  }

  static byte[] write(Pin pin) {
    byte[] name = pin.name().orElse("").getBytes(UTF_8);
    int size = 2 + Varint.length(name.length) + name.length;
    for (Cid cid : pin.cids()) {
      size += Varint.length(cid.size()) + cid.size();
    }
    ByteBuffer record = ByteBuffer.allocate(size);
    record.put(VERSION).put(pin.mode() == PinMode.DIRECT ? DIRECT : RECURSIVE);
    Varint.write(name.length, record);
    record.put(name);
    for (Cid cid : pin.cids()) {
      Varint.write(cid.size(), record);
      cid.writeTo(record);
    }
    return record.array();
  }

  /**
   * Reads a pin.
   *
   * @throws CorruptDataException if the value is none, or belongs to another key
   */
  static Pin read(Key key, byte[] value) {
    Pin pin;
    try {
      pin = read(ByteBuffer.wrap(value));
    } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
      throw new CorruptDataException(
          "the %d bytes at %s are no pin: %s; nothing is collected before they are right: pin the block again recursively, or unpin it"
              .formatted(value.length, key, e.getMessage()),
          e);
    }
    if (!keyOf(pin.multihash()).equals(key)) {
      throw new CorruptDataException(
          "the pin at %s is one of %s, which belongs elsewhere; pin that one again, and unpin or pin the block that this key is of"
              .formatted(key, pin.cid()));
    }
    return pin;
  }

  private static Pin read(ByteBuffer record) {
    int version = record.get();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "the version is " + version + ", and this program knows " + VERSION);
    }
    PinMode mode =
        switch (record.get()) {
          case DIRECT -> PinMode.DIRECT;
          case RECURSIVE -> PinMode.RECURSIVE;
          default -> throw new IllegalArgumentException("the mode is unknown");
        };
    String name = new String(readPart(record), UTF_8);
    List<Cid> cids = new ArrayList<>();
    while (record.hasRemaining()) {
      cids.add(Cid.fromBytes(readPart(record)));
    }
    return new Pin(cids, mode, Optional.of(name).filter(text -> !text.isEmpty()));
  }

  private static byte[] readPart(ByteBuffer record) {
    long length = Varint.read(record);
    if (length > record.remaining()) {
      throw new IllegalArgumentException(
          "a part of %d bytes is cut off after %d".formatted(length, record.remaining()));
    }
    byte[] part = new byte[(int) length];
    record.get(part);
    return part;
  }
}
