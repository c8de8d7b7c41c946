package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecJsonTest {

  private static final String EVERY_SHAPE =
      """
      {"text":"x","whole":12,"decimal":0.5,"flag":true,"nothing":null,\
      "items":["a",1,{"b":false}]}""";

  @Test
  void json_of_every_shape_becomes_values_and_json_again() throws IOException {
    JsonNode json = json(EVERY_SHAPE);

    SpecValue value = SpecJson.read("Spec", json);

    assertThat(value).isInstanceOf(SpecValue.Fields.class);
    assertThat(SpecJson.write(value)).hasToString(sorted(EVERY_SHAPE));
    assertThat(SpecJson.read("Spec", SpecJson.write(value))).isEqualTo(value);
  }

  @Test
  void the_canonical_text_is_compact_and_sorted_and_escapes_as_go_does() {
    SpecValue value =
        SpecValue.Fields.of(
            Map.of(
                "b", new SpecValue.Text("<a&b>\u2028\""),
                "a",
                    new SpecValue.Items(
                        List.of(new SpecValue.Whole(1), new SpecValue.Flag(true)))));

    assertThat(SpecJson.canonicalText(value))
        .isEqualTo("{\"a\":[1,true],\"b\":\"\\u003ca\\u0026b\\u003e\\u2028\\\"\"}");
  }

  @Test
  void a_number_that_no_long_holds_is_refused_with_its_place() throws IOException {
    JsonNode json = json("{\"cacheSize\":[99999999999999999999]}");

    assertThatThrownBy(() -> SpecJson.read("Datastore.Spec", json))
        .isInstanceOf(SpecException.class)
        .hasMessage("Datastore.Spec.cacheSize[0]: the number 99999999999999999999 is too large");
  }

  /** The fields come sorted by name. */
  private static String sorted(String text) throws IOException {
    return new ObjectMapper()
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .writeValueAsString(new ObjectMapper().readValue(text, Map.class));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
