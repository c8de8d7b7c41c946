package dev.cairn.datastore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys do as go-datastore's keys do, but for what {@link Key} says otherwise.
 *
 * <p>It is long since it is the table of what becomes of a path, and a test for each question.
 */
class KeyTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "//", "///", ".", "..", "/..", "/../..", "./", "/./..//"})
  void nothing_but_slashes_and_dots_is_the_root(String path) {
    assertThat(Key.of(path)).isEqualTo(Key.ROOT).isSameAs(Key.ROOT);
    assertThat(Key.of(path.getBytes(UTF_8))).isSameAs(Key.ROOT);
    assertThat(Key.of(path).toString()).isEqualTo("/");
  }

  @ParameterizedTest
  @CsvSource({
    "a, /a",
    "a/, /a",
    "/a/, /a",
    "./a, /a",
    "../a, /a",
    "/../a, /a",
    "/a//b, /a/b",
    "/a/./b, /a/b",
    "/a/b/, /a/b",
    "/a/../b, /b",
    "/a/b/../../../c, /c",
    "/a/b/.., /a",
    "/..., /...",
    "/.a, /.a",
    "/a., /a.",
    "/a/..b, /a/..b",
    "/a/b.., /a/b..",
    "' ', '/ '",
    "' /a', '/ /a'",
    "/a\\b, /a\\b",
    "/a%2Fb, /a%2Fb",
    "/a:b, /a:b",
    "/é/😀, /é/😀",
    "/fdisaha////fdsa////fdsafdsafdsafdsa/fdsafdsa/, /fdisaha/fdsa/fdsafdsafdsafdsa/fdsafdsa",
    "fdisaha////fdsa////fdsa/f:fdaf, /fdisaha/fdsa/fdsa/f:fdaf"
  })
  void a_path_is_cleaned(String path, String cleaned) {
    assertThat(Key.of(path).toBytes()).isEqualTo(cleaned.getBytes(UTF_8));
    assertThat(Key.of(path.getBytes(UTF_8)).toBytes()).isEqualTo(cleaned.getBytes(UTF_8));
  }

  @Test
  void bytes_that_are_no_text_stay_as_they_are() {
    assertThat(Key.of("/a\0b").toBytes()).isEqualTo("/a\0b".getBytes(UTF_8));
    byte[] noText = "/a\u00ffb".getBytes(ISO_8859_1);
    assertThat(Key.of(noText).toBytes()).isEqualTo(noText);
  }

  @Test
  void text_without_utf8_is_refused_with_a_way_out() {
    assertThatThrownBy(() -> Key.of("/ab\uD800c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("unpaired surrogate at character 3", "Key.of(byte[])");
    assertThatThrownBy(() -> Key.of("/a/key/of/many/bytes/\uD800?"))
        .hasMessageContaining("unpaired surrogate at character 21");
    assertThatThrownBy(() -> Key.of("\uDC00\uD800")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Key.ROOT.child("\uD800")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Key.ROOT.instance("\uD800"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/what?", "/a/long/name/with/a/question?/in/it", "/\uD83E\uDEA8?"})
  void a_question_mark_is_a_byte_like_others(String path) {
    assertThat(Key.of(path).toBytes()).isEqualTo(path.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a/", "/a", "//", "a//b", "a/../b", ".", "..", "\0", "\u00ff/"})
  void a_raw_key_is_a_slash_and_exactly_its_name(String name) {
    byte[] bytes = name.getBytes(ISO_8859_1);

    Key key = Key.raw(bytes);

    assertThat(key.toBytes()).isEqualTo(("/" + name).getBytes(ISO_8859_1));
    assertThat(key.length()).isEqualTo(bytes.length + 1);
    assertThat(Key.ofStored(key.toBytes())).isEqualTo(key);
  }

  @Test
  void an_empty_raw_name_is_the_root() {
    assertThat(Key.raw(new byte[0])).isEqualTo(Key.ROOT);
    assertThat(Key.raw(new byte[0]).isRoot()).isTrue();
  }

  @Test
  void stored_bytes_that_begin_with_no_slash_are_refused_in_hexadecimal() {
    assertThatThrownBy(() -> Key.ofStored(new byte[] {'a', (byte) 0xFF}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hex:61ff");
    assertThatThrownBy(() -> Key.ofStored(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void arrays_handed_in_and_out_are_not_the_keys_own() {
    for (byte[] given : List.of("/clean".getBytes(UTF_8), "un//clean".getBytes(UTF_8))) {
      Key cleaned = Key.of(given);
      Key raw = Key.raw(given);
      byte[] before = cleaned.toBytes();
      byte[] rawBefore = raw.toBytes();

      given[2] = '!';
      cleaned.toBytes()[2] = '!';
      raw.toBytes()[2] = '!';

      assertThat(cleaned.toBytes()).isEqualTo(before);
      assertThat(raw.toBytes()).isEqualTo(rawBefore);
    }
    byte[] stored = "/a".getBytes(UTF_8);
    Key key = Key.ofStored(stored);
    stored[1] = 'b';
    assertThat(key).isEqualTo(Key.of("/a"));
  }

  @Test
  void namespaces_are_joined_and_cleaned() {
    assertThat(Key.ofNamespaces(List.of())).isEqualTo(Key.ROOT);
    assertThat(Key.ofNamespaces(List.of("a", "", "b"))).isEqualTo(Key.of("/a/b"));
    assertThat(Key.ofNamespaces(List.of("a/b", "c"))).isEqualTo(Key.of("/a/b/c"));
    assertThat(Key.ofNamespaces(List.of("..", "c"))).isEqualTo(Key.of("/c"));
  }

  @Test
  void the_root_answers_every_question() {
    assertThat(Key.ROOT.namespaces()).containsExactly("");
    assertThat(Key.ROOT.rootNamespace()).isEmpty();
    assertThat(Key.ROOT.baseNamespace()).isEmpty();
    assertThat(Key.ROOT.type()).isEmpty();
    assertThat(Key.ROOT.name()).isEmpty();
    assertThat(Key.ROOT.parent()).isEqualTo(Key.ROOT);
    assertThat(Key.ROOT.path()).isEqualTo(Key.ROOT);
    assertThat(Key.ROOT.reverse()).isEqualTo(Key.ROOT);
    assertThat(Key.ROOT.isTopLevel()).isTrue();
    assertThat(Key.ROOT.isRoot()).isTrue();
    assertThat(Key.ROOT.instance("x")).isEqualTo(Key.of("/:x"));
    assertThat(Key.ROOT.byteAt(0)).isEqualTo((byte) '/');
  }

  @ParameterizedTest
  @CsvSource({
    "/a,                   '',     a,   /",
    "/a:b:c,               a:b,    c,   /a:b",
    "/a:,                  a,      '',  /a",
    "/:,                   '',     '',  /",
    "/:b,                  '',     b,   /",
    "/A/B/C:c,             C,      c,   /A/B/C",
    "/A/B/C:c/D:d,         D,      d,   /A/B/C:c/D",
    "/abcde:fdsfd,         abcde,  fdsfd, /abcde",
    "/a:b/c,               '',     c,   /a:b"
  })
  void the_last_component_has_a_type_and_a_name(
      String path, String type, String name, String typePath) {
    Key key = Key.of(path);

    assertThat(key.type()).isEqualTo(type);
    assertThat(key.name()).isEqualTo(name);
    assertThat(key.path()).isEqualTo(Key.of(typePath));
  }

  @Test
  void the_path_of_a_name_that_is_no_text_keeps_its_bytes() {
    byte[] typed = "/a/\u00ff:b".getBytes(ISO_8859_1);

    assertThat(Key.of(typed).path().toBytes()).isEqualTo("/a/\u00ff".getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({"/a, inst, /a:inst", "/a:b, c, /a:b:c", "/a/b, '', /a/b:", "/a, b/../c, /c"})
  void an_instance_is_put_behind_the_last_component(String path, String instance, String expected) {
    assertThat(Key.of(path).instance(instance)).isEqualTo(Key.of(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "/a,   '',     /a",
    "/a,   b,      /a/b",
    "/a,   /b/,    /a/b",
    "/a,   ../b,   /b",
    "/a,   b//c/., /a/b/c",
    "/,    b,      /b",
    "/,    ../b,   /b"
  })
  void a_child_by_text_is_cleaned_and_may_climb(String path, String child, String expected) {
    assertThat(Key.of(path).child(child)).isEqualTo(Key.of(expected));
  }

  @Test
  void a_child_by_key_is_put_behind_uncleaned() {
    Key raw = Key.raw("x//../y".getBytes(UTF_8));

    assertThat(Key.ROOT.child(raw)).isEqualTo(raw);
    assertThat(raw.child(Key.ROOT)).isEqualTo(raw);
    assertThat(Key.of("/a").child(raw).toBytes()).isEqualTo("/a/x//../y".getBytes(UTF_8));
    assertThat(Key.of("/a/b").child(Key.of("/c"))).isEqualTo(Key.of("/a/b/c"));
  }

  @Test
  void a_key_is_seen_from_its_ancestors_alone() {
    Key key = Key.of("/a/b/c");

    assertThat(key.relativeTo(Key.ROOT)).isEqualTo(key);
    assertThat(key.relativeTo(Key.of("/a"))).isEqualTo(Key.of("/b/c"));
    assertThat(key.relativeTo(key)).isEqualTo(Key.ROOT);
    for (String other : List.of("/a/b/c/d", "/a/bc", "/b", "/a/b/")) {
      if (!Key.of(other).isAncestorOf(key)) {
        assertThatThrownBy(() -> key.relativeTo(Key.of(other)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("/a/b/c does not lie below " + other);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/A/B/C, /A/B/C/D, true",
    "/A,     /A/B/C,   true",
    "/A,     /AB,      false",
    "/A,     /A,       false",
    "/A/B,   /A,       false",
    "/AB,    /A/B,     false",
    "/,      /A,       true",
    "/,      /,        false",
    "/A,     /,        false"
  })
  void an_ancestor_lies_strictly_above_in_whole_components(
      String above, String below, boolean expected) {
    assertThat(Key.of(above).isAncestorOf(Key.of(below))).isEqualTo(expected);
    assertThat(Key.of(below).isDescendantOf(Key.of(above))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"/a, /", "/a/b, /a", "/a/b/c, /a/b", "/, /"})
  void the_parent_lacks_the_last_component(String path, String parent) {
    assertThat(Key.of(path).parent()).isEqualTo(Key.of(parent));
  }

  @Test
  void components_can_be_taken_apart() {
    Key key = Key.of("/Comedy/MontyPython/Actor:JohnCleese");

    assertThat(key.namespaces()).containsExactly("Comedy", "MontyPython", "Actor:JohnCleese");
    assertThat(key.rootNamespace()).isEqualTo("Comedy");
    assertThat(key.baseNamespace()).isEqualTo("Actor:JohnCleese");
    assertThat(key.reverse()).isEqualTo(Key.of("/Actor:JohnCleese/MontyPython/Comedy"));
    assertThat(key.isTopLevel()).isFalse();
    assertThat(Key.of("/Comedy:MontyPython").rootNamespace()).isEqualTo("Comedy:MontyPython");
    assertThat(Key.of("/Comedy").isTopLevel()).isTrue();
  }

  @Test
  void a_prefix_of_bytes_knows_no_components() {
    assertThat(Key.of("/ab").startsWith("/a".getBytes(UTF_8))).isTrue();
    assertThat(Key.of("/ab").startsWith("/ab".getBytes(UTF_8))).isTrue();
    assertThat(Key.of("/ab").startsWith(new byte[0])).isTrue();
    assertThat(Key.of("/ab").startsWith("/abc".getBytes(UTF_8))).isFalse();
    assertThat(Key.of("/ab").startsWith("/b".getBytes(UTF_8))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/, /a",
    "/a, /b",
    "/a, /a/b",
    "/a/b, /b",
    "/a/b/c, /a/b/d",
    "/a/b/c/d/e/f/g/h, /b",
    "/a/b/c/d, /a/b/c/d/e",
    "/a-b, /a/b",
    "/a!b, /a/b",
    "/a.b, /a/b",
    "/a/b, /a0",
    "/z, /é",
    "/\uFFFD, /😀"
  })
  void keys_are_ordered_as_unsigned_bytes(String less, String greater) {
    assertThat(Key.of(less)).isLessThan(Key.of(greater));
    assertThat(Key.of(greater)).isGreaterThan(Key.of(less));
    assertThat(Key.of(less)).isEqualByComparingTo(Key.of(less));
  }

  @Test
  void a_byte_above_127_is_no_negative_number() {
    assertThat(Key.raw(new byte[] {(byte) 0x80})).isGreaterThan(Key.raw(new byte[] {0x7F}));
    assertThat(Key.raw(new byte[] {(byte) 0xFF})).isGreaterThan(Key.raw(new byte[] {(byte) 0x80}));
  }

  @Test
  void keys_of_the_same_bytes_are_equal() {
    Key key = Key.of("/a/b");

    assertThat(Key.of("a//b/")).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(Key.raw("a/b".getBytes(UTF_8))).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(Key.of("/a/c")).isNotEqualTo(key);
    assertThat(key).isNotEqualTo("/a/b").isNotEqualTo(null);
  }

  @Test
  void random_keys_are_all_different() {
    Set<Key> keys = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      keys.add(Key.random());
    }

    assertThat(keys).hasSize(1000);
    assertThat(keys).allSatisfy(key -> assertThat(key.toString()).matches("/[0-9a-f]{32}"));
  }

  @Test
  void a_key_that_is_printable_path_is_shown_as_such() {
    assertThat(Key.of("/a b/é/😀:x")).hasToString("/a b/é/😀:x");
    assertThat(Key.of("/hex:61")).hasToString("/hex:61");
  }

  @Test
  void any_other_key_is_shown_in_hexadecimal() {
    assertThat(Key.raw(new byte[] {(byte) 0xFF})).hasToString("hex:ff");
    assertThat(Key.raw("a//b".getBytes(UTF_8))).hasToString("hex:612f2f62");
    assertThat(Key.raw("..".getBytes(UTF_8))).hasToString("hex:2e2e");
    assertThat(Key.of("/a\nb")).hasToString("hex:610a62");
    assertThat(Key.of("/a\u0085")).hasToString("hex:61c285");
  }

  @Test
  void text_is_taken_back() {
    assertThat(Key.parse("/a/b")).isEqualTo(Key.of("/a/b"));
    assertThat(Key.parse("a//b")).isEqualTo(Key.of("/a/b"));
    assertThat(Key.parse("")).isEqualTo(Key.ROOT);
    assertThat(Key.parse("hex:")).isEqualTo(Key.ROOT);
    assertThat(Key.parse("hex:FFff")).isEqualTo(Key.raw(new byte[] {(byte) 0xFF, (byte) 0xFF}));
    assertThat(Key.parse("/hex:61")).isEqualTo(Key.of("/hex:61"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hex:6", "hex:xy", "hex:61 ", "hex:/61"})
  void what_is_no_hexadecimal_is_refused(String text) {
    assertThatThrownBy(() -> Key.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'" + text + "'", "pairs of hexadecimal digits");
  }

  @Test
  void stored_bytes_may_be_handed_over() {
    byte[] stored = "/a//b".getBytes(UTF_8);

    assertThat(Key.ofStoredWithoutCopy(stored).bytesWithoutCopy()).isSameAs(stored);
    assertThatThrownBy(() -> Key.ofStoredWithoutCopy("a".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hex:61");
  }

  @Test
  void a_hash_is_the_same_whenever_it_is_asked_for() {
    Key key = Key.of("/a/b");

    assertThat(key.hashCode()).isEqualTo(key.hashCode()).isEqualTo(Arrays.hashCode(key.toBytes()));
  }

  @Test
  void comparing_and_testing_for_prefixes_allocates_nothing() {
    Key key = Key.of("/blocks/CIQJ7IHPGOFUJT5UMXIW6CUDSNH6AVKMEOXI3UM3VLYJRZUISUMGCXQ");
    Key other = Key.of("/blocks/CIQJ7IHPGOFUJT5UMXIW6CUDSNH6AVKMEOXI3UM3VLYJRZUISUMGCXA");
    Key above = Key.of("/blocks");
    byte[] prefix = "/blocks/CIQ".getBytes(UTF_8);
    ToLongFunction<Integer> round =
        rounds -> {
          long met = 0;
          for (int i = 0; i < rounds; i++) {
            met += key.compareTo(other) > 0 ? 1 : 0;
            met += key.equals(other) ? 0 : 1;
            met += key.hashCode() == other.hashCode() ? 0 : 1;
            met += above.isAncestorOf(key) && key.isDescendantOf(above) ? 1 : 0;
            met += key.startsWith(prefix) && !key.isTopLevel() && !key.isRoot() ? 1 : 0;
          }
          return met;
        };
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(round.applyAsLong(1)).isEqualTo(5);
    long thread = Thread.currentThread().getId();

    long before = threads.getThreadAllocatedBytes(thread);
    long met = round.applyAsLong(10_000);
    long allocated = threads.getThreadAllocatedBytes(thread) - before;

    assertThat(met).isEqualTo(50_000);
    assertThat(allocated)
        .as("bytes in 10,000 rounds; a byte a round would be more")
        .isLessThan(9_999);
  }
}
