package dev.cairn.repo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.datastore.Key;
import dev.cairn.repo.internal.KeyModule;
import java.io.UncheckedIOException;

/**
 * Keys in JSON: a string, as go-datastore has it, and without loss.
 *
 * <p>A key that is UTF-8 and clean is its own path: {@code "/a/b"}. Every other, such as one of
 * binary bytes, is {@code hex:} and the hexadecimal digits of all its bytes after the leading slash
 * (where Go puts U+FFFD for what is no UTF-8, and another key comes back). No path is mistaken for
 * that form, since paths begin with a slash. When read, a path is cleaned; the empty string and
 * {@code null} are the root.
 *
 * <p>Whoever uses Jackson gets the same form by {@code findAndAddModules()}, as values and as names
 * of fields. All methods are safe for any thread.
 */
public final class KeyJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new KeyModule())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private KeyJson() {}

  /**
   * {@return a key as a JSON string, with its quotes}
   *
   * @param key any key
   */
  public static String write(Key key) {
    try {
      return MAPPER.writeValueAsString(key);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a text can always be written", e);
    }
  }

  /**
   * {@return the key that a JSON string means}
   *
   * @param json a string with its quotes, or {@code null}
   * @throws IllegalArgumentException if it is no JSON, anything but a string or {@code null}, or no
   *     key
   */
  public static Key read(String json) {
    try {
      return MAPPER.readValue(json, Key.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "no key in JSON: " + e.getOriginalMessage() + ": " + json, e);
    }
  }
}
