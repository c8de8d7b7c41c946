package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WindowedCursorTest {

  private static final int MIB = 1 << 20;

  private final Random random = Seeds.random();
  private final NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
  private final CountingSteps steps = new CountingSteps();

  @Test
  void entries_of_any_size_come_once_each_from_the_greatest_key_to_the_least() {
    for (int i = 0; i < 3_000; i++) {
      put(randomKey(), i % 500 == 7 ? 3 * MIB : random.nextInt(6_000));
    }

    assertThat(names(KeyRange.ALL)).containsExactlyElementsOf(descending(entries));
    assertThat(steps.entries).isLessThan(3L * entries.size());
    assertThat(steps.mostBytes).isLessThan(MIB + 3 * MIB + 6_000);
  }

  @Test
  void a_range_ends_at_its_bounds() {
    for (int i = 0; i < 10_000; i++) {
      put(Key.of("/entry/%05d".formatted(i)), 300);
    }
    Key from = Key.of("/entry/01234");
    Key before = Key.of("/entry/08765");

    List<String> names = names(KeyRange.ALL.from(from).before(before));

    assertThat(names)
        .containsExactlyElementsOf(
            descending(entries.subMap(from.toBytes(), true, before.toBytes(), false)));
    assertThat(names(KeyRange.below(Key.of("/none")))).isEmpty();
    assertThat(names(KeyRange.ALL.from(from).through(from))).containsExactly(from.toString());
  }

  @Test
  void keys_that_differ_by_their_last_byte_alone_are_found_too() {
    byte[] front = new byte[2_000];
    random.nextBytes(front);
    front[0] = '/';
    for (int i = 0; i < 250; i++) {
      byte[] key = Arrays.copyOf(front, front.length + 1);
      key[front.length] = (byte) i;
      entries.put(key, new byte[300_000]);
      entries.put(Arrays.copyOf(key, front.length + 2), new byte[300_000]);
    }
    entries.put(front, new byte[2 * MIB]);

    assertThat(names(KeyRange.ALL)).containsExactlyElementsOf(descending(entries));
  }

  @Test
  void the_first_entry_of_many_is_found_without_reading_them_all() {
    byte[] shared = new byte[900];
    for (int i = 0; i < 200_000; i++) {
      entries.put(Key.of("/providers/" + (1_000_000 + i)).toBytes(), shared);
    }

    WindowedCursor cursor = cursor(KeyRange.ALL, Projection.VALUES);
    Entry first = cursor.advance();

    assertThat(first).isNotNull();
    assertThat(first.key()).isEqualTo(Key.of("/providers/1199999"));
    assertThat(steps.entries).isLessThan(20_000);
    assertThat(steps.seeks).isLessThan(300);
  }

  @Test
  void what_is_held_does_not_grow_with_the_number_of_entries() {
    int number = 2_000_000;
    CountingSteps generated = new Generated(number);
    WindowedCursor cursor = new WindowedCursor(generated, KeyRange.ALL, Projection.VALUES);
    int seen = 0;
    int mostParts = 0;
    for (Entry entry = cursor.advance(); entry != null; entry = cursor.advance()) {
      seen++;
      mostParts = Math.max(mostParts, cursor.parts());
    }

    assertThat(seen).isEqualTo(number);
    assertThat(mostParts).isLessThan(100);
    assertThat(generated.mostBytes).isLessThan(MIB + 100);
    assertThat(generated.entries).isLessThan(3L * number);
  }

  @Test
  void keys_alone_are_held_where_keys_alone_are_wanted() {
    for (int i = 0; i < 5_000; i++) {
      put(randomKey(), 1_000);
    }

    WindowedCursor cursor = cursor(KeyRange.ALL, Projection.KEYS);
    List<String> names = new ArrayList<>();
    for (Entry entry = cursor.advance(); entry != null; entry = cursor.advance()) {
      assertThat(entry.hasValue()).isFalse();
      names.add(entry.key().toString());
    }

    assertThat(names).containsExactlyElementsOf(descending(entries));
    assertThat(steps.seeks).isEqualTo(1);
  }

  private void put(Key key, int length) {
    entries.put(key.toBytes(), new byte[length]);
  }

  private Key randomKey() {
    byte[] name = new byte[1 + random.nextInt(20)];
    random.nextBytes(name);
    return Key.of("/folder").child(Key.raw(name));
  }

  private WindowedCursor cursor(KeyRange range, Projection projection) {
    return new WindowedCursor(steps, range, projection);
  }

  private List<String> names(KeyRange range) {
    List<String> names = new ArrayList<>();
    WindowedCursor cursor = cursor(range, Projection.VALUES);
    for (Entry entry = cursor.advance(); entry != null; entry = cursor.advance()) {
      assertThat(entry.value()).hasSameSizeAs(entries.get(entry.key().toBytes()));
      names.add(entry.key().toString());
    }
    return names;
  }

  private static List<String> descending(NavigableMap<byte[], byte[]> some) {
    return some.descendingKeySet().stream().map(key -> Key.ofStored(key).toString()).toList();
  }

  /** Steps through the entries, counted. */
  private class CountingSteps implements ForwardSteps {
    private long seeks;
    private long entries;
    private long bytes;
    private long mostBytes;
    private byte[] place = {};
    private boolean isPast;

    @Override
    public void seek(byte[] key) {
      seeks++;
      bytes = 0;
      place = key;
      isPast = false;
    }

    @Override
    public final Map.@Nullable Entry<byte[], byte[]> next() {
      Map.Entry<byte[], byte[]> next = isPast ? after(place) : from(place);
      if (next != null) {
        entries++;
        bytes += next.getValue().length;
        mostBytes = Math.max(mostBytes, bytes);
        place = next.getKey();
        isPast = true;
      }
      return next;
    }

    Map.@Nullable Entry<byte[], byte[]> from(byte[] key) {
      return WindowedCursorTest.this.entries.ceilingEntry(key);
    }

    Map.@Nullable Entry<byte[], byte[]> after(byte[] key) {
      return WindowedCursorTest.this.entries.higherEntry(key);
    }

    @Override
    public void close() {}
  }

  /** Steps through more entries than there would be room for: {@code /} and three bytes each. */
  private final class Generated extends CountingSteps {
    private static final byte[] VALUE = new byte[900];
    private final int number;

    Generated(int number) {
      this.number = number;
    }

    @Override
    Map.@Nullable Entry<byte[], byte[]> from(byte[] key) {
      byte[] digits = Arrays.copyOf(key, 4);
      int least = (digits[1] & 0xFF) << 16 | (digits[2] & 0xFF) << 8 | (digits[3] & 0xFF);
      boolean isBetween = key.length > 4;
      return key[0] > '/' ? null : entry(isBetween ? least + 1 : least);
    }

    @Override
    Map.@Nullable Entry<byte[], byte[]> after(byte[] key) {
      return from(Arrays.copyOf(key, 5));
    }

    private Map.@Nullable Entry<byte[], byte[]> entry(int place) {
      byte[] key = {'/', (byte) (place >> 16), (byte) (place >> 8), (byte) place};
      return place >= number ? null : Map.entry(key, VALUE);
    }
  }
}
