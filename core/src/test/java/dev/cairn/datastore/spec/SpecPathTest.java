package dev.cairn.datastore.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpecPathTest {

  @Test
  void a_place_is_written_as_json_path_does() {
    assertThat(SpecPath.ROOT).hasToString("$");
    assertThat(SpecPath.ROOT.field("mounts").item(0).field("path")).hasToString("$.mounts[0].path");
  }

  @Test
  void a_name_that_is_no_plain_word_is_quoted() {
    assertThat(SpecPath.ROOT.field("a b").field("")).hasToString("$['a b']['']");
    assertThat(SpecPath.ROOT.field("it's")).hasToString("$['it\\'s']");
    assertThat(SpecPath.ROOT.field("a\\b")).hasToString("$['a\\\\b']");
    assertThat(SpecPath.ROOT.field("7up").field("_7up")).hasToString("$['7up']._7up");
  }
}
