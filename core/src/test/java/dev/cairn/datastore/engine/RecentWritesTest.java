package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import org.junit.jupiter.api.Test;

class RecentWritesTest {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");
  private static final Key BELOW_A = Key.of("/a/x");

  private final RecentWrites recent = new RecentWrites();

  @Test
  void nothing_is_noted_where_no_transaction_is_open() {
    recent.note(A);
    recent.note(KeyRange.ALL);
    long began = recent.begin();

    assertThat(recent.isWrittenSince(began, A)).isFalse();
    assertThat(recent.findWrittenSince(began, KeyRange.ALL)).isEmpty();
  }

  @Test
  void each_transaction_sees_what_came_after_its_own_beginning() {
    long first = recent.begin();
    recent.note(A);
    long second = recent.begin();
    recent.note(KeyRange.below(B));

    assertThat(recent.isWrittenSince(first, A)).isTrue();
    assertThat(recent.isWrittenSince(second, A)).isFalse();
    assertThat(recent.findWrittenSince(first, KeyRange.ALL)).contains("/a");
    assertThat(recent.findWrittenSince(second, KeyRange.ALL)).contains("a key in [/b/, /b0)");
    assertThat(recent.findWrittenSince(first, KeyRange.below(A))).isEmpty();
    assertThat(recent.isWrittenSince(second, Key.of("/b/c"))).isTrue();
    assertThat(recent.isWrittenSince(second, B)).isFalse();
  }

  @Test
  void a_range_is_searched_from_its_least_key_to_its_greatest() {
    long began = recent.begin();
    recent.note(BELOW_A);

    assertThat(recent.findWrittenSince(began, KeyRange.below(A))).contains("/a/x");
    assertThat(recent.findWrittenSince(began, KeyRange.ALL.after(BELOW_A))).isEmpty();
    assertThat(recent.findWrittenSince(began, KeyRange.ALL.before(BELOW_A))).isEmpty();
    assertThat(recent.findWrittenSince(began, KeyRange.ALL.from(B).before(A))).isEmpty();
  }

  @Test
  void what_no_open_transaction_can_ask_for_is_forgotten() {
    long old = recent.begin();
    recent.note(A);
    long young = recent.begin();
    for (int i = 0; i < 2_000; i++) {
      recent.note(B);
    }
    recent.end(old);

    assertThat(recent.isWrittenSince(old, A)).isFalse();
    assertThat(recent.isWrittenSince(young, B)).isTrue();
    recent.end(young);
    assertThat(recent.isWrittenSince(young, B)).isFalse();
  }
}
