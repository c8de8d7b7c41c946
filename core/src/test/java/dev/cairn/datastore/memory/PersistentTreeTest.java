package dev.cairn.datastore.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.memory.PersistentTree.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PersistentTreeTest {

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void it_does_as_a_sorted_map_does_and_stays_balanced(long seed) {
    Random random = new Random(seed);
    TreeMap<Key, byte[]> model = new TreeMap<>();
    Node root = null;
    for (int step = 0; step < 1500; step++) {
      Key key = key(random);
      if (random.nextInt(5) < 3) {
        byte[] value = {(byte) step};
        model.put(key, value);
        root = PersistentTree.put(root, key, value);
      } else {
        boolean held = model.remove(key) != null;
        Node without = PersistentTree.remove(root, key);
        assertThat(without == root).as("the same tree where nothing was removed").isEqualTo(!held);
        root = without;
      }
      assertThat(PersistentTree.get(root, key)).isSameAs(model.get(key));
      if (step % 50 == 0) {
        assertBalanced(root);
        assertListsAs(model, root, random);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void whole_stretches_are_removed_and_set_as_in_a_sorted_map(long seed) {
    Random random = new Random(seed);
    TreeMap<Key, byte[]> model = new TreeMap<>();
    Node root = null;
    for (int step = 0; step < 100; step++) {
      Node before = root;
      if (random.nextInt(3) == 0) {
        KeyRange range = KeyRange.ALL.from(key(random)).before(key(random));
        boolean held = model.keySet().removeIf(range::contains);
        root = PersistentTree.removeAll(root, range);
        assertThat(root == before).as("the same tree where nothing lay there").isEqualTo(!held);
      } else {
        TreeMap<Key, byte[]> some = new TreeMap<>();
        for (int i = random.nextInt(200); i > 0; i--) {
          some.put(key(random), new byte[] {(byte) i});
        }
        model.putAll(some);
        List<Node> nodes = new ArrayList<>();
        some.forEach((key, value) -> nodes.add(new Node(key, value, null, null)));
        root = PersistentTree.putAll(root, nodes);
      }
      assertBalanced(root);
      assertListsAs(model, root, random);
      assertThat(PersistentTree.agree(root, root, KeyRange.ALL)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void trees_agree_where_neither_was_written(long seed) {
    Random random = new Random(seed);
    Node root = null;
    for (int i = 0; i < 200; i++) {
      root = PersistentTree.put(root, key(random), new byte[0]);
    }
    for (int i = 0; i < 200; i++) {
      Key written = key(random);
      boolean held = PersistentTree.get(root, written) != null;
      boolean set = random.nextBoolean();
      Node changed =
          set
              ? PersistentTree.put(root, written, new byte[0])
              : PersistentTree.remove(root, written);
      KeyRange range = KeyRange.ALL.from(key(random)).before(key(random));

      boolean touched = range.contains(written) && (set || held);
      assertThat(PersistentTree.agree(root, changed, range)).isEqualTo(!touched);
      assertThat(PersistentTree.agree(changed, root, range)).isEqualTo(!touched);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void whoever_holds_a_root_holds_a_snapshot(long seed) {
    Random random = new Random(seed);
    Map<Node, List<Key>> snapshots = new HashMap<>();
    Node root = null;
    for (int step = 0; step < 400; step++) {
      root =
          random.nextBoolean()
              ? PersistentTree.put(root, key(random), new byte[0])
              : PersistentTree.remove(root, key(random));
      if (root != null) {
        snapshots.put(root, keys(root, KeyRange.ALL, Direction.ASCENDING));
      }
    }

    snapshots.forEach(
        (old, keys) -> assertThat(keys(old, KeyRange.ALL, Direction.ASCENDING)).isEqualTo(keys));
  }

  @Test
  void ascending_and_descending_puts_keep_it_flat() {
    for (Direction direction : Direction.values()) {
      Node root = null;
      for (int i = 0; i < 1023; i++) {
        int number = direction == Direction.ASCENDING ? i : 1023 - i;
        root = PersistentTree.put(root, Key.of("%04d".formatted(number)), new byte[0]);
      }
      assertBalanced(root);
      assertThat(heightOf(root)).isEqualTo(10);
    }
  }

  @Test
  void the_last_removal_leaves_nothing() {
    Node root = PersistentTree.put(null, Key.ROOT, new byte[0]);

    assertThat(PersistentTree.remove(root, Key.ROOT)).isNull();
    assertThat(PersistentTree.remove(null, Key.ROOT)).isNull();
    assertThat(PersistentTree.get(null, Key.ROOT)).isNull();
    for (Direction direction : Direction.values()) {
      Iterator<Node> none = PersistentTree.iterate(null, KeyRange.ALL, direction);
      assertThat(none.hasNext()).isFalse();
      assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  private static void assertListsAs(
      @SuppressWarnings("NonApiType") // its order is what is compared with
          TreeMap<Key, byte[]> model,
      @Nullable Node root,
      Random random) {
    KeyRange range = KeyRange.ALL;
    range = random.nextBoolean() ? range.from(key(random)) : range;
    range = random.nextBoolean() ? range.before(key(random)) : range;
    range = random.nextInt(4) == 0 ? KeyRange.below(key(random)) : range;
    List<Key> expected = new ArrayList<>();
    for (Key key : model.keySet()) {
      if (range.contains(key)) {
        expected.add(key);
      }
    }
    assertThat(keys(root, range, Direction.ASCENDING)).isEqualTo(expected);
    Collections.reverse(expected);
    assertThat(keys(root, range, Direction.DESCENDING)).isEqualTo(expected);
  }

  private static List<Key> keys(@Nullable Node root, KeyRange range, Direction direction) {
    List<Key> keys = new ArrayList<>();
    PersistentTree.iterate(root, range, direction).forEachRemaining(node -> keys.add(node.key));
    return keys;
  }

  private static void assertBalanced(@Nullable Node node) {
    if (node == null) {
      return;
    }
    assertThat(heightOf(node.left) - heightOf(node.right)).isBetween(-1, 1);
    assertThat(node.height).isEqualTo(1 + Math.max(heightOf(node.left), heightOf(node.right)));
    assertBalanced(node.left);
    assertBalanced(node.right);
  }

  private static int heightOf(@Nullable Node node) {
    return node == null ? 0 : 1 + Math.max(heightOf(node.left), heightOf(node.right));
  }

  private static Key key(Random random) {
    return Key.of("/" + random.nextInt(4) + "/" + random.nextInt(100));
  }
}
