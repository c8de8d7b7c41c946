package dev.cairn.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.datastore.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Keys and values that the contracts use. */
final class Samples {

  private Samples() {}

  /** The seed of values whose bytes do not matter: fixed, so that a failure can be repeated. */
  private static final long FIXED = 20261124;

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Returns bytes that no engine can compress away, the same at every call for one size. */
  static byte[] bytes(int size) {
    return bytes(new Random(FIXED + size), size);
  }

  /**
   * Returns four entries for each of {@code count}: at the root, two levels below {@code /prefix},
   * and below {@code /capital}; the names are those of go-datastore's suite.
   */
  static Map<Key, byte[]> tree(int count) {
    Random random = new Random(FIXED);
    Map<Key, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      for (String form :
          List.of("%dkey%d", "/prefix/%dkey%d", "/prefix/sub/%dkey%d", "/capital/%dKEY%d")) {
        entries.put(Key.of(form.formatted(i, i)), bytes(random, 64));
      }
    }
    return entries;
  }

  /**
   * Returns keys that stores have stumbled over: the root, names with every byte there is, bytes
   * below the slash, what cleaning would change, what text cannot hold, and a long one.
   */
  static List<Key> oddKeys() {
    List<Key> keys = new ArrayList<>();
    keys.add(Key.ROOT);
    for (int b = 0; b < 256; b++) {
      keys.add(Key.raw(new byte[] {'o', (byte) b}));
    }
    for (String unclean : List.of("a//b", "a/", "/a", ".", "..", "a/../b", "a/./b", "//", "a b")) {
      keys.add(Key.raw(bytes(unclean)));
    }
    for (String text :
        List.of("/a", "/a-b", "/a/b", "/a!b", "/a:b", "/a.b", "/é", "/\uE000", "/😀")) {
      keys.add(Key.of(text));
    }
    keys.add(Key.raw(new byte[] {0}));
    keys.add(Key.raw(new byte[] {0, 0}));
    keys.add(Key.raw(new byte[] {(byte) 0xFF}));
    keys.add(Key.raw(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF}));
    keys.add(Key.raw(new byte[] {(byte) 0xC3, 0x28}));
    keys.add(Key.raw(bytes(4096)));
    return keys;
  }
}
