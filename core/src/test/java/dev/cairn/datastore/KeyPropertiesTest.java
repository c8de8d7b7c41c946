package dev.cairn.datastore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every key, tried on random ones. */
class KeyPropertiesTest {

  private static final int TRIES = 2000;

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void cleaning_cleans_once_and_for_all(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < TRIES; i++) {
      byte[] path = bytes(random);

      byte[] cleaned = PathCleaner.clean(path.clone());

      assertThat(cleaned).isEqualTo(cleanedInWords(path));
      assertThat(PathCleaner.isClean(cleaned)).isTrue();
      assertThat(PathCleaner.clean(cleaned.clone())).isEqualTo(cleaned);
      assertThat(Key.of(path).toBytes()).isEqualTo(cleaned);
    }
  }

  /** The rule, component by component: drop the empty and the dot, climb at two dots. */
  private static byte[] cleanedInWords(byte[] path) {
    Deque<String> kept = new ArrayDeque<>();
    for (String component : new String(path, ISO_8859_1).split("/")) {
      if (component.equals("..")) {
        kept.pollLast();
      } else if (!component.isEmpty() && !component.equals(".")) {
        kept.addLast(component);
      }
    }
    return ("/" + String.join("/", kept)).getBytes(ISO_8859_1);
  }

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void the_text_of_a_key_gives_the_key_back(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < TRIES; i++) {
      Key key = key(random);

      String text = key.toString();

      assertThat(Key.parse(text)).isEqualTo(key);
      assertThat(text.chars()).noneMatch(Character::isISOControl);
      assertThat(new String(text.getBytes(UTF_8), UTF_8)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void what_is_put_below_a_key_is_seen_from_it_again(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < TRIES; i++) {
      Key above = key(random);
      Key relative = key(random);

      Key below = above.child(relative);

      assertThat(below.relativeTo(above)).isEqualTo(relative);
      assertThat(above.isAncestorOf(below)).isEqualTo(!relative.isRoot());
      assertThat(KeyRange.below(above).contains(below))
          .isEqualTo(!relative.isRoot() || above.isRoot());
      if (above.isAncestorOf(below)) {
        assertThat(above.child(below.relativeTo(above))).isEqualTo(below);
        assertThat(below).isGreaterThan(above);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void keys_compare_as_their_bytes_do(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < TRIES; i++) {
      Key first = key(random);
      Key second = key(random);

      assertThat(Integer.signum(first.compareTo(second))).isEqualTo(compared(first, second));
      assertThat(first.equals(second)).isEqualTo(compared(first, second) == 0);
      if (first.equals(second)) {
        assertThat(first).hasSameHashCodeAs(second);
      }
    }
  }

  private static int compared(Key first, Key second) {
    byte[] left = first.toBytes();
    byte[] right = second.toBytes();
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      if (left[i] != right[i]) {
        return (left[i] & 0xFF) < (right[i] & 0xFF) ? -1 : 1;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void a_key_is_its_components_joined(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < TRIES; i++) {
      Key key = Key.of(bytes(random));

      assertThat(key.reverse().reverse()).isEqualTo(key);
      assertThat(key.isTopLevel()).isEqualTo(key.namespaces().size() == 1);
      assertThat(key.isRoot() || key.parent().isAncestorOf(key)).isTrue();
      assertThat(key.namespaces()).last().isEqualTo(key.baseNamespace());
    }
  }

  private static Key key(Random random) {
    return random.nextBoolean() ? Key.of(bytes(random)) : Key.raw(bytes(random));
  }

  /** Returns bytes of which most are slashes and dots, and some are no text. */
  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(30)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          switch (random.nextInt(6)) {
            case 0, 1 -> (byte) '/';
            case 2 -> (byte) '.';
            case 3 -> (byte) 'a';
            case 4 -> (byte) random.nextInt(128);
            default -> (byte) random.nextInt(256);
          };
    }
    return bytes;
  }
}
