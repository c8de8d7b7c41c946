package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.datastore.Key;
import dev.cairn.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/             | \"/\"",
        "/a/b/c        | \"/a/b/c\"",
        "/shouldescap\"e | \"/shouldescap\\\"e\"",
        "/a\\b         | \"/a\\\\b\"",
        "/<&>/é        | \"/<&>/é\"",
        "/hex:61       | \"/hex:61\"",
      })
  void a_path_is_a_string(String path, String json) {
    assertThat(KeyJson.write(Key.of(path))).isEqualTo(json);
    assertThat(KeyJson.read(json)).isEqualTo(Key.of(path));
  }

  @Test
  void a_path_with_control_characters_stays_a_path() {
    Key key = Key.of("/a\u0000b\n\u2028");

    assertThat(KeyJson.write(key)).isEqualTo("\"/a\\u0000b\\n\u2028\"");
    assertThat(KeyJson.read(KeyJson.write(key))).isEqualTo(key);
  }

  @Test
  void what_go_escapes_is_read() {
    assertThat(KeyJson.read("\"\\u003ca\\u0026b\\u003e\\u2028\""))
        .isEqualTo(Key.of("/<a&b>\u2028"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "2f", "00ff2f2e2e", "612f2f62", "2e2e", "61622f", "c3", ""})
  void what_is_no_clean_text_is_its_digits(String digits) {
    byte[] name = HexFormat.of().parseHex(digits);
    Key key = Key.raw(name);

    assertThat(KeyJson.read(KeyJson.write(key))).isEqualTo(key);
    assertThat(KeyJson.write(key)).isEqualTo(name.length == 0 ? "\"/\"" : "\"hex:" + digits + "\"");
  }

  @Test
  void every_key_comes_back() {
    Random random = Seeds.random();
    for (int i = 0; i < 20_000; i++) {
      byte[] name = new byte[random.nextInt(12)];
      random.nextBytes(name);
      Key raw = Key.raw(name);
      Key clean = Key.of(new String(name, StandardCharsets.UTF_8));

      assertThat(KeyJson.read(KeyJson.write(raw))).isEqualTo(raw);
      assertThat(KeyJson.read(KeyJson.write(clean))).isEqualTo(clean);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "null", "\"/\"", "\"//\"", "\".\""})
  void what_names_nothing_is_the_root(String json) {
    assertThat(KeyJson.read(json)).isEqualTo(Key.ROOT);
  }

  @Test
  void a_path_is_cleaned() {
    assertThat(KeyJson.read("\"a//b/../c/\"")).isEqualTo(Key.of("/a/c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7            | a key is a string such as \"/a/b\", not 7",
        "true         | a key is a string such as \"/a/b\", not true",
        "{\"a\":1}    | a key is a string such as \"/a/b\", not an object or array",
        "[]           | a key is a string such as \"/a/b\", not an object or array",
        "\"hex:6\"    | must be followed by pairs of hexadecimal digits",
        "\"\\ud800\"  | unpaired surrogate",
        "``           | end-of-input",
        "\"           | end-of-input",
        "\"/a\" \"/b\"| Trailing token",
      })
  void what_is_no_key_is_refused_with_the_reason(String json, String reason) {
    assertThatThrownBy(() -> KeyJson.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no key in JSON: ")
        .hasMessageContaining(reason)
        .hasMessageEndingWith(": " + json);
  }

  /** Holds keys as programs do. */
  record Entries(Key first, List<Key> more, Map<Key, Integer> counts) {}

  @Test
  void jackson_finds_the_form_by_itself() throws JsonProcessingException {
    JsonMapper json = JsonMapper.builder().findAndAddModules().build();
    Entries entries =
        new Entries(
            Key.of("/a"),
            List.of(Key.raw(new byte[] {-1}), Key.ROOT),
            Map.of(Key.raw(new byte[] {-2}), 5));

    String text = json.writeValueAsString(entries);

    assertThat(text)
        .isEqualTo("{\"first\":\"/a\",\"more\":[\"hex:ff\",\"/\"],\"counts\":{\"hex:fe\":5}}");
    assertThat(json.readValue(text, Entries.class)).isEqualTo(entries);
    assertThat(json.readValue("{\"first\":null}", Entries.class).first()).isEqualTo(Key.ROOT);
    assertThatThrownBy(() -> json.readValue("{\"more\":[\"/a\",3]}", Entries.class))
        .isInstanceOf(MismatchedInputException.class)
        .hasMessageContaining("not 3")
        .hasMessageContaining("[\"more\"]->java.util.ArrayList[1]");
    assertThatThrownBy(
            () -> json.readValue("{\"hex:g\":1}", new TypeReference<Map<Key, Integer>>() {}))
        .isInstanceOf(MismatchedInputException.class)
        .hasMessageContaining("hexadecimal digits");
  }
}
