package dev.cairn.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EntryTest {

  private static final Key KEY = Key.of("/a");

  @Test
  void one_with_a_value_knows_its_size() {
    Entry entry = Entry.of(KEY, new byte[3]);

    assertThat(entry.hasValue()).isTrue();
    assertThat(entry.value()).hasSize(3).isSameAs(entry.value());
    assertThat(entry.size()).hasValue(3);
    assertThat(entry.expiration()).isEmpty();
    assertThat(entry).hasToString("/a (3 bytes)");
  }

  @Test
  void one_without_a_value_refuses_to_show_it() {
    Entry entry = Entry.keyOnly(KEY);

    assertThat(entry.hasValue()).isFalse();
    assertThat(entry.size()).isEmpty();
    assertThat(entry).hasToString("/a");
    assertThatThrownBy(entry::value)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("keys only", "/a");
  }

  @Test
  void its_parts_can_be_changed_one_by_one() {
    Instant time = Instant.ofEpochSecond(9);
    Entry entry = Entry.of(KEY, new byte[3]).expiringAt(time);

    assertThat(entry.withKey(Key.ROOT).key()).isEqualTo(Key.ROOT);
    assertThat(entry.withKey(Key.ROOT).value()).isSameAs(entry.value());
    assertThat(entry.withKey(Key.ROOT).expiration()).contains(time);
    assertThat(entry.withoutValue().hasValue()).isFalse();
    assertThat(entry.withoutValue().size()).hasValue(3);
    assertThat(entry.withoutValue().expiration()).contains(time);
    assertThat(Entry.sized(KEY, 7).size()).hasValue(7);
    assertThat(Entry.sized(KEY, 0).hasValue()).isFalse();
  }
}
