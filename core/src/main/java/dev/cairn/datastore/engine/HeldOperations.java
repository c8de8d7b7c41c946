package dev.cairn.datastore.engine;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.OperationList.Operation;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Writes in the order in which they came. They lie in parts that are never copied to grow, and an
 * {@link Operation} is made of each only while it is looked at: held, a write takes its key, its
 * value and two references.
 */
final class HeldOperations implements Iterable<Operation> {

  private static final int SMALLEST_PART = 8;
  private static final int LARGEST_PART = 512;

  private Part first = new Part(SMALLEST_PART);
  private Part last = first;
  private int size;

  /** Adds a write; {@code value} is handed over, {@code null} removes the key. */
  void add(Key key, byte @Nullable [] value) {
    if (last.isFull()) {
      Part next = new Part(Math.min(LARGEST_PART, 2 * last.keys.length));
      last.next = next;
      last = next;
    }
    last.add(key, value);
    size++;
  }

  /** {@return how many writes there are} */
  int size() {
    return size;
  }

  void clear() {
    first = new Part(SMALLEST_PART);
    last = first;
    size = 0;
  }

  @Override
  public Iterator<Operation> iterator() {
    return new Steps(first);
  }

  /** Some writes, and those that came after them. */
  private static final class Part {
    private final Key[] keys;
    private final byte[] @Nullable [] values;
    private int count;
    private @Nullable Part next;

    Part(int room) {
      keys = new Key[room];
      values = new byte[room][];
    }

    boolean isFull() {
      return count == keys.length;
    }

    void add(Key key, byte @Nullable [] value) {
      keys[count] = key;
      values[count] = value;
      count++;
    }
  }

  /** Goes from write to write. */
  private static final class Steps implements Iterator<Operation> {
    private Part part;
    private int index;

    Steps(Part first) {
      part = first;
    }

    @Override
    public boolean hasNext() {
      if (index == part.count && part.next != null) {
        part = part.next;
        index = 0;
      }
      return index < part.count;
    }

    @Override
    public Operation next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Operation operation = new Operation(part.keys[index], part.values[index]);
      index++;
      return operation;
    }
  }
}
