package dev.cairn.datastore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRangeTest {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");
  private static final Key C = Key.of("/c");

  @Test
  void all_holds_every_key() {
    assertThat(KeyRange.ALL.contains(Key.ROOT)).isTrue();
    assertThat(KeyRange.ALL.contains(A)).isTrue();
    assertThat(KeyRange.ALL.contains(Key.raw(new byte[] {(byte) 0xFF, (byte) 0xFF}))).isTrue();
    assertThat(KeyRange.ALL.contains(new byte[] {'0'})).isFalse();
    assertThat(KeyRange.ALL.isEmpty()).isFalse();
  }

  @Test
  void below_a_key_lie_its_strict_descendants_alone() {
    KeyRange range = KeyRange.below(A);

    for (String inside : List.of("/a/b", "/a/b/c", "/a/\0", "/a/\uFFFF", "/a/😀")) {
      assertThat(range.contains(Key.of(inside))).as(inside).isTrue();
    }
    assertThat(range.contains(A.child(Key.raw(new byte[] {(byte) 0xFF})))).isTrue();
    for (String outside : List.of("/", "/a", "/a-b", "/a.b", "/a0", "/ab", "/b", "/A")) {
      assertThat(range.contains(Key.of(outside))).as(outside).isFalse();
    }
  }

  @Test
  void the_lower_bound_is_in_it_and_the_upper_is_not() {
    KeyRange range = KeyRange.ALL.from(A).before(C);

    assertThat(range.contains(A)).isTrue();
    assertThat(range.contains(B)).isTrue();
    assertThat(range.contains(C)).isFalse();
    assertThat(KeyRange.ALL.after(A).contains(A)).isFalse();
    assertThat(KeyRange.ALL.after(A).contains(Key.of("/a\0"))).isTrue();
  }

  @Test
  void a_bound_never_widens_it() {
    KeyRange range = KeyRange.ALL.from(B).before(C);

    assertThat(range.from(A).contains(A)).isFalse();
    assertThat(range.after(A).contains(A)).isFalse();
    assertThat(range.before(Key.of("/d")).contains(C)).isFalse();
    assertThat(KeyRange.below(B).from(A).lower()).isEqualTo(KeyRange.below(B).lower());
    assertThat(KeyRange.below(B).before(C).upper()).isEqualTo(KeyRange.below(B).upper());
  }

  @Test
  void bounds_that_cross_leave_nothing() {
    assertThat(KeyRange.ALL.from(C).before(A).isEmpty()).isTrue();
    assertThat(KeyRange.ALL.from(A).before(A).isEmpty()).isTrue();
    assertThat(KeyRange.ALL.from(A).before(B).isEmpty()).isFalse();
    assertThat(KeyRange.below(A).from(B).isEmpty()).isTrue();
    assertThat(KeyRange.ALL.from(C).before(A).contains(B)).isFalse();
  }

  @Test
  void it_is_shown_by_its_bounds() {
    assertThat(KeyRange.ALL.from(A).before(B)).hasToString("[/a, /b)");
    assertThat(KeyRange.ALL).hasToString("[/, 30)");
  }

  @Test
  void bytes_at_the_front_know_no_components() {
    KeyRange range = KeyRange.startingWith(bytes("/ab"));

    assertThat(range.contains(Key.of("/ab"))).isTrue();
    assertThat(range.contains(Key.of("/abc/d"))).isTrue();
    assertThat(range.contains(Key.raw(new byte[] {'a', 'b', (byte) 0xFF, (byte) 0xFF}))).isTrue();
    assertThat(range.contains(Key.of("/ac"))).isFalse();
    assertThat(range.contains(Key.of("/a"))).isFalse();
    assertThat(KeyRange.startingWith(new byte[0])).isSameAs(KeyRange.ALL);
  }

  @Test
  void the_greatest_byte_at_the_front_is_no_end() {
    KeyRange range = KeyRange.startingWith(new byte[] {'/', 'a', (byte) 0xFF, (byte) 0xFF});
    KeyRange top = KeyRange.startingWith(new byte[] {'/', (byte) 0xFF});

    assertThat(range.contains(Key.raw(new byte[] {'a', (byte) 0xFF, (byte) 0xFF}))).isTrue();
    assertThat(range.contains(Key.raw(new byte[] {'a', (byte) 0xFF, (byte) 0xFF, 1}))).isTrue();
    assertThat(range.contains(Key.raw(new byte[] {'a', (byte) 0xFF}))).isFalse();
    assertThat(range.contains(Key.of("/b"))).isFalse();
    assertThat(top.contains(Key.raw(new byte[] {(byte) 0xFF, (byte) 0xFF}))).isTrue();
    assertThat(top.contains(Key.raw(new byte[] {(byte) 0xFE}))).isFalse();
  }

  @Test
  void bytes_that_no_key_begins_with_are_refused() {
    assertThatThrownBy(() -> KeyRange.startingWith(bytes("ab")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hex:6162");
  }

  @Test
  void an_end_may_be_in_it() {
    KeyRange range = KeyRange.ALL.from(Key.of("/b")).through(Key.of("/d"));

    assertThat(range.contains(Key.of("/d"))).isTrue();
    assertThat(range.contains(Key.raw(new byte[] {'d', 0}))).isFalse();
    assertThat(range.contains(Key.of("/a"))).isFalse();
    assertThat(range.through(Key.of("/z")).contains(Key.of("/d/e"))).isFalse();
  }

  @Test
  void an_intersection_is_what_lies_in_both() {
    KeyRange left = KeyRange.ALL.from(Key.of("/b")).before(Key.of("/e"));
    KeyRange right = KeyRange.ALL.after(Key.of("/c")).before(Key.of("/z"));

    for (KeyRange both : List.of(left.intersection(right), right.intersection(left))) {
      for (String key : List.of("/a", "/b", "/c", "/c/a", "/d", "/e", "/f", "/z")) {
        assertThat(both.contains(Key.of(key)))
            .as(key)
            .isEqualTo(left.contains(Key.of(key)) && right.contains(Key.of(key)));
      }
    }
    assertThat(left.intersection(KeyRange.below(Key.of("/z"))).isEmpty()).isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
