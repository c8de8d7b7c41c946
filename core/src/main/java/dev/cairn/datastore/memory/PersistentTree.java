package dev.cairn.datastore.memory;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.RangeSource.Direction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map from keys to values as an immutable balanced (AVL) tree: a change makes a new root
 * and shares all else, so whoever holds a root holds a snapshot.
 */
final class PersistentTree {

  private PersistentTree() {}

  /** One entry and the two trees beside it. */
  static final class Node {
    final Key key;
    final byte[] value;
    final @Nullable Node left;
    final @Nullable Node right;
    final int height;

    Node(Key key, byte[] value, @Nullable Node left, @Nullable Node right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.height = 1 + Math.max(height(left), height(right));
    }

    Node with(@Nullable Node newLeft, @Nullable Node newRight) {
      return new Node(key, value, newLeft, newRight);
    }
  }

  /** {@return the value of {@code key}, or {@code null}} */
  static byte @Nullable [] get(@Nullable Node root, Key key) {
    Node node = root;
    while (node != null) {
      int compared = key.compareTo(node.key);
      if (compared == 0) {
        return node.value;
      }
      node = compared < 0 ? node.left : node.right;
    }
    return null;
  }

  /** {@return the tree with {@code key} set to {@code value}} */
  static Node put(@Nullable Node root, Key key, byte[] value) {
    if (root == null) {
      return new Node(key, value, null, null);
    }
    int compared = key.compareTo(root.key);
    if (compared == 0) {
      return new Node(key, value, root.left, root.right);
    }
    return compared < 0
        ? balanced(root, put(root.left, key, value), root.right)
        : balanced(root, root.left, put(root.right, key, value));
  }

  /** {@return the tree without {@code key}; the same tree where it is not there} */
  static @Nullable Node remove(@Nullable Node root, Key key) {
    if (root == null) {
      return null;
    }
    int compared = key.compareTo(root.key);
    if (compared < 0) {
      Node left = remove(root.left, key);
      return left == root.left ? root : balanced(root, left, root.right);
    }
    if (compared > 0) {
      Node right = remove(root.right, key);
      return right == root.right ? root : balanced(root, root.left, right);
    }
    if (root.left == null) {
      return root.right;
    }
    if (root.right == null) {
      return root.left;
    }
    Node least = least(root.right);
    return balanced(least, root.left, remove(root.right, least.key));
  }

  /** {@return the tree without the keys of {@code range}; in steps of its height, not its size} */
  static @Nullable Node removeAll(@Nullable Node root, KeyRange range) {
    byte[] upper = range.upper();
    if (range.isEmpty() || !iterate(root, range, Direction.ASCENDING).hasNext()) {
      return root;
    }
    return joined(before(root, range.lower()), upper == null ? null : from(root, upper));
  }

  /**
   * {@return the tree with all of {@code nodes} set, over what is there under their keys} Where no
   * other key lies between them, this is faster than setting each.
   *
   * @param nodes in ascending order of keys; only their entries count
   */
  static @Nullable Node putAll(@Nullable Node root, List<Node> nodes) {
    if (nodes.isEmpty()) {
      return root;
    }
    Key first = nodes.get(0).key;
    KeyRange span = KeyRange.ALL.from(first).through(nodes.get(nodes.size() - 1).key);
    List<Node> merged = merged(iterate(root, span, Direction.ASCENDING), nodes);
    Node middle = balanced(merged, 0, merged.size());
    byte[] upper = span.upper();
    Node right = upper == null ? null : from(root, upper);
    return joined(joined(before(root, span.lower()), middle), right);
  }

  /** {@return both in order, of two with one key that of {@code newer}} */
  private static List<Node> merged(Iterator<Node> older, List<Node> newer) {
    List<Node> merged = new ArrayList<>(newer.size());
    int at = 0;
    while (older.hasNext()) {
      Node old = older.next();
      while (at < newer.size() && newer.get(at).key.compareTo(old.key) < 0) {
        merged.add(newer.get(at++));
      }
      if (at == newer.size() || !newer.get(at).key.equals(old.key)) {
        merged.add(old);
      }
    }
    merged.addAll(newer.subList(at, newer.size()));
    return merged;
  }

  private static @Nullable Node balanced(List<Node> nodes, int from, int to) {
    if (from == to) {
      return null;
    }
    int middle = (from + to) >>> 1;
    return nodes.get(middle).with(balanced(nodes, from, middle), balanced(nodes, middle + 1, to));
  }

  /** {@return whether both trees hold the same keys in {@code range}, with the very same arrays} */
  static boolean agree(@Nullable Node first, @Nullable Node second, KeyRange range) {
    if (first == second) {
      return true;
    }
    Iterator<Node> ones = iterate(first, range, Direction.ASCENDING);
    Iterator<Node> others = iterate(second, range, Direction.ASCENDING);
    while (ones.hasNext() && others.hasNext()) {
      Node one = ones.next();
      Node other = others.next();
      if (one.value != other.value || !one.key.equals(other.key)) {
        return false;
      }
    }
    return ones.hasNext() == others.hasNext();
  }

  /** Iterates over the entries of {@code root} in {@code range}. */
  static Iterator<Node> iterate(@Nullable Node root, KeyRange range, Direction direction) {
    return direction == Direction.ASCENDING
        ? new Ascending(root, range)
        : new Descending(root, range);
  }

  private static Node least(Node root) {
    Node node = root;
    while (node.left != null) {
      node = node.left;
    }
    return node;
  }

  private static int height(@Nullable Node node) {
    return node == null ? 0 : node.height;
  }

  /** {@return the part of a tree whose keys are less than {@code bound}} */
  private static @Nullable Node before(@Nullable Node root, byte[] bound) {
    if (root == null) {
      return null;
    }
    return Arrays.compareUnsigned(root.key.bytesWithoutCopy(), bound) < 0
        ? joined(root.left, root, before(root.right, bound))
        : before(root.left, bound);
  }

  /** {@return the part of a tree whose keys are {@code bound} or greater} */
  private static @Nullable Node from(@Nullable Node root, byte[] bound) {
    if (root == null) {
      return null;
    }
    return Arrays.compareUnsigned(root.key.bytesWithoutCopy(), bound) < 0
        ? from(root.right, bound)
        : joined(from(root.left, bound), root, root.right);
  }

  /** {@return one tree of two, whatever their heights, of which the left has the lesser keys} */
  private static @Nullable Node joined(@Nullable Node left, @Nullable Node right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    Node least = least(right);
    return joined(left, least, remove(right, least.key));
  }

  /** {@return one tree of two, whatever their heights, and the entry of {@code at} between them} */
  private static Node joined(@Nullable Node left, Node at, @Nullable Node right) {
    if (left != null && left.height > height(right) + 1) {
      return balanced(left, left.left, joined(left.right, at, right));
    }
    if (right != null && right.height > height(left) + 1) {
      return balanced(right, joined(left, at, right.left), right.right);
    }
    return at.with(left, right);
  }

  /**
   * {@return a node of the entry of {@code at} over two trees whose heights differ by two at most}
   */
  private static Node balanced(Node at, @Nullable Node left, @Nullable Node right) {
    int lean = height(left) - height(right);
    if (lean > 1 && left != null) {
      Node inner = left.right;
      if (inner != null && height(inner) > height(left.left)) {
        return inner.with(left.with(left.left, inner.left), at.with(inner.right, right));
      }
      return left.with(left.left, at.with(inner, right));
    }
    if (lean < -1 && right != null) {
      Node inner = right.left;
      if (inner != null && height(inner) > height(right.right)) {
        return inner.with(at.with(left, inner.left), right.with(inner.right, right.right));
      }
      return right.with(at.with(left, inner), right.right);
    }
    return at.with(left, right);
  }

  /**
   * From the least key of a range upwards; the stack holds the nodes still to come, nearest on top.
   */
  private static final class Ascending implements Iterator<Node> {
    private final KeyRange range;
    private final Deque<Node> toCome = new ArrayDeque<>();

    Ascending(@Nullable Node root, KeyRange range) {
      this.range = range;
      Node node = root;
      while (node != null) {
        if (isBeforeLower(node.key, range)) {
          node = node.right;
        } else {
          toCome.push(node);
          node = node.left;
        }
      }
    }

    @Override
    public boolean hasNext() {
      Node next = toCome.peek();
      return next != null && range.isBeforeUpper(next.key.bytesWithoutCopy());
    }

    @Override
    public Node next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Node next = toCome.pop();
      for (Node node = next.right; node != null; node = node.left) {
        toCome.push(node);
      }
      return next;
    }
  }

  /** From the greatest key of a range downwards. */
  private static final class Descending implements Iterator<Node> {
    private final KeyRange range;
    private final Deque<Node> toCome = new ArrayDeque<>();

    Descending(@Nullable Node root, KeyRange range) {
      this.range = range;
      Node node = root;
      while (node != null) {
        if (range.isBeforeUpper(node.key.bytesWithoutCopy())) {
          toCome.push(node);
          node = node.right;
        } else {
          node = node.left;
        }
      }
    }

    @Override
    public boolean hasNext() {
      Node next = toCome.peek();
      return next != null && !isBeforeLower(next.key, range);
    }

    @Override
    public Node next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Node next = toCome.pop();
      for (Node node = next.left; node != null; node = node.right) {
        toCome.push(node);
      }
      return next;
    }
  }

  private static boolean isBeforeLower(Key key, KeyRange range) {
    return Arrays.compareUnsigned(key.bytesWithoutCopy(), range.lower()) < 0;
  }
}
