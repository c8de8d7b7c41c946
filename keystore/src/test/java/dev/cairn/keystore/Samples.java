package dev.cairn.keystore;

import dev.cairn.multiformats.HashFunction;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Multihashes to test with. */
final class Samples {

  private Samples() {}

  /** Returns the sha2-256 multihash of a number. */
  static Multihash numbered(int number) {
    return Multihash.digest(
        HashFunction.SHA2_256, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /** Returns the multihashes of the numbers from {@code from} to {@code to}, exclusive. */
  static List<Multihash> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(Samples::numbered).toList();
  }

  static Multihash hex(String digits) {
    return Multihash.fromBytes(HexFormat.of().parseHex(digits));
  }

  /** Returns the first {@code count} numbered multihashes, from 0, whose ids lie in a region. */
  static List<Multihash> in(KeyspacePrefix prefix, int count) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(Samples::numbered)
        .filter(multihash -> prefix.contains(KademliaId.of(multihash)))
        .limit(count)
        .toList();
  }

  /** Returns the whole set, after checking that the size says the same. */
  static Set<Multihash> contents(Keystore keystore) {
    List<Multihash> all = keystore.get(KeyspacePrefix.ALL).toList();
    Set<Multihash> set = new TreeSet<>(all);
    if (set.size() != all.size() || keystore.size() != set.size()) {
      throw new AssertionError(
          "%d listed, %d of them different, and the size is %d"
              .formatted(all.size(), set.size(), keystore.size()));
    }
    return set;
  }

  @SafeVarargs
  static Set<Multihash> union(Collection<Multihash>... parts) {
    Set<Multihash> union = new TreeSet<>();
    for (Collection<Multihash> part : parts) {
      union.addAll(part);
    }
    return union;
  }
}
