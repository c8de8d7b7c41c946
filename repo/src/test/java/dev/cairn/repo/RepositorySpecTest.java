package dev.cairn.repo;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecProblem;
import dev.cairn.testkit.ForkedJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories whose stores somebody described, well or badly. */
class RepositorySpecTest {

  private static final Spec TWO_STORES =
      SpecJson.read(
          """
          {"type":"mount","mounts":[
            {"mountpoint":"/","type":"measure","prefix":"m",
             "child":{"type":"levelds","path":"datastore","compression":"none"}},
            {"mountpoint":"/blocks","type":"rocksds","path":"blocks"}]}""");

  @TempDir private Path temporary;

  private Path directory() {
    return temporary.resolve("repository");
  }

  @Test
  void a_repository_is_made_with_the_stores_that_are_described() throws IOException {
    Repository.init(directory(), TWO_STORES);

    try (Repository repository = Repository.open(directory())) {
      repository.datastore().put(Key.of("/blocks/a"), new byte[] {1});
      repository.datastore().put(Key.of("/b"), new byte[] {2});
      assertThat(repository.keystore().size()).isZero();
    }
    assertThat(directory().resolve("blocks/CURRENT")).exists();
    assertThat(directory().resolve("datastore/CURRENT")).exists();
    assertThat(directory().resolve("datastore_spec"))
        .hasContent(
            "{\"mounts\":[{\"mountpoint\":\"/blocks\",\"path\":\"blocks\",\"type\":\"rocksds\"},"
                + "{\"mountpoint\":\"/\",\"path\":\"datastore\",\"type\":\"levelds\"}],"
                + "\"type\":\"mount\"}");
    assertThat(Repository.check(directory()).all()).isEmpty();
  }

  @Test
  void a_new_repository_is_refused_with_every_mistake_and_nothing_is_made() {
    Spec wrong =
        SpecJson.read(
            """
            {"type":"mount","mounts":[
              {"mountpoint":"/","type":"levelds","pathh":"datastore"},
              {"mountpoint":"/","type":"rockdb","path":"blocks"}]}""");

    assertThatThrownBy(() -> Repository.init(directory(), wrong))
        .isInstanceOfSatisfying(
            SpecException.class,
            e ->
                assertThat(e.problems())
                    .extracting(SpecProblem::where)
                    .containsExactly(
                        "$.mounts[0].path",
                        "$.mounts[1].mountpoint",
                        "$.mounts[1].type",
                        "$.mounts[0].pathh"))
        .hasMessageContaining(
            "\n  $.mounts[0].pathh: unknown field of the type levelds; did you mean `path`?");
    assertThat(directory()).doesNotExist();
  }

  @Test
  void a_check_opens_and_makes_nothing() {
    assertThat(Repository.check(TWO_STORES).all()).isEmpty();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void a_repository_can_be_checked_while_it_is_open() {
    Repository.init(directory(), TWO_STORES);
    try (Repository repository = Repository.open(directory())) {
      assertThat(Repository.check(repository.directory()).all()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"compression\" : \"snappy\"",
        "\"compression\" : \"\"",
        "\"compression\" : \"none\", \"syncWrites\" : true",
        "\"compression\" : \"none\", \"driver\" : \"auto\"",
      })
  void what_does_not_lie_on_disk_may_change(String options) throws IOException {
    Repository.init(directory(), TWO_STORES);

    editConfig(text -> text.replace("\"compression\" : \"none\"", options));

    assertThat(Repository.check(directory()).all()).isEmpty();
    Repository.open(directory()).close();
  }

  @Test
  void a_wrapper_may_come_and_go() throws IOException {
    Repository.init(directory(), TWO_STORES);

    editConfig(text -> text.replace("\"type\" : \"measure\"", "\"name\":\"l\",\"type\":\"log\""));

    Repository.open(directory()).close();
  }

  @Test
  void a_changed_layout_is_refused_with_both_shown_and_the_field_that_differs() throws IOException {
    Repository.init(directory(), TWO_STORES);
    String onDisk = Files.readString(directory().resolve("datastore_spec"));

    editConfig(text -> text.replace("\"path\" : \"blocks\"", "\"path\" : \"bricks\""));

    String message =
        """
        $.Datastore.Spec: the configuration describes other datastores than lie on disk:
            the store at /blocks: `path` is "blocks" on disk and "bricks" in the configuration
          on disk (%s): %s
          configured: %s
          set the configuration back, or convert the data"""
            .formatted(
                directory().resolve("datastore_spec"),
                onDisk,
                onDisk.replace("\"blocks\"", "\"bricks\""));
    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(SpecException.class)
        .hasMessage(message);
    assertThat(Repository.check(directory()).mistakes())
        .extracting(SpecProblem::toString)
        .containsExactly(message);
    assertThat(directory().resolve("bricks")).doesNotExist();
  }

  @Test
  void a_store_that_was_added_or_left_out_is_named() throws IOException {
    Repository.init(directory(), TWO_STORES);

    editConfig(text -> text.replace("\"/blocks\"", "\"/bricks\""));

    assertThatThrownBy(() -> Repository.open(directory()))
        .hasMessageContaining("the store at /blocks is on disk and not in the configuration")
        .hasMessageContaining("the store at /bricks is in the configuration and not on disk");
  }

  @Test
  void a_damaged_layout_is_shown_as_it_is() throws IOException {
    Repository.init(directory(), TWO_STORES);
    Files.write(directory().resolve("datastore_spec"), new byte[] {'{', (byte) 0xff});

    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("on disk (" + directory().resolve("datastore_spec") + "): {\ufffd\n");
  }

  @Test
  void a_newline_behind_the_layout_does_no_harm() throws IOException {
    Repository.init(directory(), TWO_STORES);
    Path file = directory().resolve("datastore_spec");
    Files.writeString(file, Files.readString(file) + "\n");

    Repository.open(directory()).close();
  }

  @Test
  void a_store_that_cannot_be_opened_leaves_no_lock_on_the_others() throws IOException {
    Repository.init(directory(), TWO_STORES);
    Path blocks = directory().resolve("blocks");
    Files.writeString(blocks, "a file where RocksDB's directory should be");

    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(DatastoreException.class)
        .isNotInstanceOf(DatastoreLockedException.class);

    Files.delete(blocks);
    Repository.open(directory()).close();
  }

  @Test
  void unknown_fields_of_a_repository_that_is_there_are_passed_over_and_found_by_a_check()
      throws IOException {
    Repository.init(directory(), TWO_STORES);

    editConfig(text -> text.replace("\"compression\" : ", "\"compresion\" : "));

    Repository.open(directory()).close();
    assertThat(Repository.check(directory()).mistakes()).isEmpty();
    assertThat(Repository.check(directory()).unknownFields())
        .extracting(SpecProblem::toString)
        .containsExactly(
            "$.Datastore.Spec.mounts[0].child.compresion: unknown field of the type levelds;"
                + " did you mean `compression`?");
  }

  @Test
  void whoever_opens_a_repository_with_unknown_fields_is_warned() throws IOException {
    Repository.init(directory(), TWO_STORES);

    editConfig(text -> text.replace("\"compression\" : ", "\"compresion\" : "));

    ForkedJvm.Outcome outcome =
        ForkedJvm.of(RepositoryTest.Opening.class, directory().toString()).run().expectSuccess();
    assertThat(outcome.lines()).containsExactly("opened");
    assertThat(outcome.errors())
        .filteredOn(line -> line.contains("WARN"))
        .singleElement(as(STRING))
        .endsWith(
            "$.Datastore.Spec.mounts[0].child.compresion: unknown field of the type levelds;"
                + " did you mean `compression`?; it is kept, and has no effect");
  }

  @Test
  void a_mistake_in_a_repository_that_is_there_is_refused() throws IOException {
    Repository.init(directory(), TWO_STORES);

    editConfig(text -> text.replace("\"mountpoint\" : \"/\"", "\"mountpoint\" : 3"));

    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "$.Datastore.Spec.mounts[0].mountpoint: expected the path of a mountpoint, found 3");
    assertThat(Repository.check(directory()).mistakes()).hasSize(1);
  }

  @Test
  void a_name_that_stands_twice_is_refused() throws IOException {
    Repository.init(directory(), TWO_STORES);

    editConfig(text -> text.replace("\"HashOnRead\"", "\"GCPeriod\" : \"2h\", \"HashOnRead\""));

    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("$.Datastore.GCPeriod: stands twice in one object");
  }

  @Test
  void a_configuration_without_a_description_says_what_is_missing() throws IOException {
    Repository.init(directory(), TWO_STORES);

    editConfig(text -> "{\"Datastore\":{\"HashOnRead\":true}}");
    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("$.Datastore.Spec: missing from the configuration; it says which");

    editConfig(text -> "{\"Datastore\":{\"Type\":\"leveldb\",\"Path\":\"datastore\"}}");
    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("bring the repository up to date with Kubo first");

    editConfig(text -> "[]");
    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("config is no JSON: it holds no object");
  }

  @Test
  void a_switch_that_is_neither_true_nor_false_is_refused() throws IOException {
    Repository.init(directory(), TWO_STORES);

    editConfig(text -> text.replace("\"HashOnRead\" : true", "\"HashOnRead\" : \"yes\""));

    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(SpecException.class)
        .hasMessage("$.Datastore.HashOnRead: expected true or false, found \"yes\"");
    editConfig(text -> text.replace("\"HashOnRead\" : \"yes\"", "\"HashOnRead\" : null"));
    Repository.open(directory()).close();
  }

  private void editConfig(UnaryOperator<String> change) throws IOException {
    Path config = directory().resolve("config");
    String before = Files.readString(config);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    Files.write(config, after.getBytes(StandardCharsets.UTF_8));
  }
}
