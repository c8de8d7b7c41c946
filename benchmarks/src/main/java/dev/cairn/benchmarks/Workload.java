package dev.cairn.benchmarks;

import dev.cairn.datastore.Key;
import dev.cairn.multiformats.Multihash;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Data to measure with: always the same for the same seed, and in no order. */
final class Workload {

  /** Into how many groups keys are divided. */
  static final int GROUPS = 16;

  /** The code of SHA-256 among multihashes. */
  private static final long SHA2_256 = 0x12;

  private static final int DIGEST_SIZE = 32;
  private static final int NAME_SIZE = 16;
  private static final int VALUES = 64;

  /** Made once: to format a text costs more than what is measured. */
  private static final List<Key> GROUP_KEYS =
      IntStream.range(0, GROUPS).mapToObj(i -> Key.of("/blocks/%02d".formatted(i))).toList();

  private Workload() {}

  /**
   * {@return keys of one component of 32 random letters below {@code /blocks}}
   *
   * @param seed chooses the sequence of keys
   * @param from where in the sequence to begin
   * @param count how many
   */
  static Key[] keys(long seed, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> Key.of("/blocks/" + HexFormat.of().formatHex(name(seed, i))))
        .toArray(Key[]::new);
  }

  /**
   * {@return keys of two components, as {@link #keys} but each in one of {@link #GROUPS} groups}
   *
   * @param seed chooses the sequence of keys
   * @param from where in the sequence to begin
   * @param count how many
   */
  static List<Key> groupedKeys(long seed, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> group(i % GROUPS).child(Key.of(HexFormat.of().formatHex(name(seed, i)))))
        .toList();
  }

  /** {@return the key above all keys of a group} */
  static Key group(int group) {
    return GROUP_KEYS.get(group);
  }

  /** {@return how many of so many first keys are in a group} */
  static int sizeOfGroup(int group, int count) {
    return (count - group + GROUPS - 1) / GROUPS;
  }

  private static byte[] name(long seed, int index) {
    byte[] name = new byte[NAME_SIZE];
    new Random(seed * 1_000_003 + index).nextBytes(name);
    return name;
  }

  /** {@return a few values that no engine can make smaller, for use in turn} */
  static byte[][] values(int size) {
    Random random = new Random(size);
    byte[][] values = new byte[VALUES][size];
    for (byte[] value : values) {
      random.nextBytes(value);
    }
    return values;
  }

  /** {@return random multihashes} */
  static List<Multihash> multihashes(long seed, int count) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              byte[] digest = new byte[DIGEST_SIZE];
              random.nextBytes(digest);
              return Multihash.of(SHA2_256, digest);
            })
        .toList();
  }
}
