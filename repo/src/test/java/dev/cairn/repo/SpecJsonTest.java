package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecProblem;
import dev.cairn.datastore.spec.SpecValue;
import dev.cairn.datastore.spec.SpecValue.Decimal;
import dev.cairn.datastore.spec.SpecValue.Fields;
import dev.cairn.datastore.spec.SpecValue.Flag;
import dev.cairn.datastore.spec.SpecValue.Items;
import dev.cairn.datastore.spec.SpecValue.Nothing;
import dev.cairn.datastore.spec.SpecValue.Text;
import dev.cairn.datastore.spec.SpecValue.Whole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecJsonTest {

  private static final String EVERY_SHAPE =
      """
      {"text":"x","whole":12,"decimal":0.5,"flag":true,"nothing":null,\
      "items":["a",1,{"b":false}]}""";

  @Test
  void json_of_every_shape_becomes_values_and_json_again() {
    Spec spec = SpecJson.read(EVERY_SHAPE);

    assertThat(spec.where()).hasToString("$");
    assertThat(spec.fields())
        .isEqualTo(
            Fields.of(
                Map.of(
                    "text", new Text("x"),
                    "whole", new Whole(12),
                    "decimal", new Decimal(0.5),
                    "flag", new Flag(true),
                    "nothing", new Nothing(),
                    "items",
                        new Items(
                            List.of(
                                new Text("a"),
                                new Whole(1),
                                Fields.of(Map.of("b", new Flag(false))))))));
    assertThat(SpecJson.read(SpecJson.write(spec)).fields()).isEqualTo(spec.fields());
  }

  @Test
  void everything_that_no_description_can_hold_is_told_at_once() {
    String json =
        """
        {"type":"mount", "a b":[99999999999999999999], "c":1e999,
         "mounts":[{"path":"x","path":"y"}], "type":"levelds", "d":"\\ud800", "\ud800":1}""";

    assertThatThrownBy(() -> SpecJson.read(json))
        .isInstanceOfSatisfying(
            SpecException.class,
            e ->
                assertThat(e.problems())
                    .extracting(SpecProblem::toString)
                    .containsExactly(
                        "$.mounts[0].path: stands twice in one object, again at line 2,"
                            + " column 24; leave one out",
                        "$.type: stands twice in one object, again at line 2, column 38;"
                            + " leave one out",
                        "$['a b'][0]: the number 99999999999999999999 is too large",
                        "$.c: the number 1E+999 is too large",
                        "$.d: a text with an unpaired surrogate, which no file can hold",
                        "$: a text with an unpaired surrogate, which no file can hold"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                 | $: no JSON: there is nothing",
        "{\"type\":\"mem\"  | $: no JSON: Unexpected end-of-input",
        "{\"type\":\"mem\"}}| $: no JSON: Unexpected close marker",
        "{} {}              | $: no JSON: Trailing token",
        "{'type':'mem'}     | $: no JSON: Unexpected character",
        "[]                 | $: expected an object that describes a datastore, found []",
        "\"mem\"            | $: expected an object that describes a datastore, found \"mem\"",
      })
  void what_is_no_json_object_is_told(String json, String message) {
    assertThatThrownBy(() -> SpecJson.read(json))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void json_that_breaks_off_is_told_with_its_line() {
    assertThatThrownBy(() -> SpecJson.read("{\n  \"type\": ,\n}"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("line 2, column 11");
  }

  @Test
  void the_text_that_kubo_keeps_is_compact_and_sorted_and_escapes_as_go_does() {
    SpecValue value =
        Fields.of(
            Map.of(
                "b", new Text("<a&b>\u2028\u2029\"\\/é\ud83d\ude00\u007f"),
                "B", new Text("\b\f\n\r\t\u0000\u001b"),
                "a", new Items(List.of(new Whole(1), new Flag(true), new Nothing())),
                "d", new Items(List.of(new Decimal(0.5), new Decimal(1e20), new Decimal(3)))));

    assertThat(KuboText.of(value))
        .isEqualTo(
            "{\"B\":\"\\b\\f\\n\\r\\t\\u0000\\u001b\",\"a\":[1,true,null],"
                + "\"b\":\"\\u003ca\\u0026b\\u003e\\u2028\\u2029\\\"\\\\/é\ud83d\ude00\u007f\","
                + "\"d\":[0.5,100000000000000000000,3]}");
    assertThat(KuboText.of(Fields.of(Map.of("e", new Items(List.of()))))).isEqualTo("{\"e\":[]}");
    assertThat(KuboText.of(Fields.of(Map.of()))).isEqualTo("{}");
  }
}
