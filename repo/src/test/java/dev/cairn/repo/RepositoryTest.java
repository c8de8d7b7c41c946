package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.wrapper.Measurements;
import dev.cairn.keystore.KeyspacePrefix;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.ForkedJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepositoryTest {

  private static final String LEVELDB_ON_DISK =
      "{\"mounts\":[{\"mountpoint\":\"/blocks\",\"path\":\"blocks\",\"type\":\"levelds\"},"
          + "{\"mountpoint\":\"/\",\"path\":\"datastore\",\"type\":\"levelds\"}],\"type\":\"mount\"}";

  @TempDir private Path temporary;

  private Path directory() {
    return temporary.resolve("repository");
  }

  @ParameterizedTest
  @EnumSource
  void what_was_put_is_there_after_opening_again(Profile profile) {
    Repository.init(directory(), profile);
    Block block = Block.raw(bytes("hello"));
    try (Repository repository = Repository.open(directory())) {
      repository.blocks().put(block);
      repository.datastore().put(Key.of("/local/name"), bytes("value"));
      repository.keystore().put(List.of(block.cid().multihash()));
    }

    try (Repository repository = Repository.open(directory())) {
      assertThat(repository.blocks().get(block.cid()).orElseThrow().toBytes())
          .isEqualTo(bytes("hello"));
      assertThat(repository.datastore().get(Key.of("/local/name"))).hasValue(bytes("value"));
      assertThat(multihashes(repository)).containsExactly(block.cid().multihash());
    }
  }

  @Test
  void a_block_lies_under_the_key_that_kubo_gives_it() {
    Repository.init(directory(), Profile.DEFAULT);
    try (Repository repository = Repository.open(directory())) {
      repository.blocks().put(Block.raw(bytes("foo")));

      assertThat(repository.datastore().query(Query.below(Key.of("/blocks")).keysOnly()).toList())
          .extracting(entry -> entry.key().toString())
          .containsExactly("/blocks/CIQCYJVUNNUP7RUP7GNUKPA5GBATIE2CFVYGJA57UD4YUXUIMJTOPLQ");
    }
  }

  @Test
  void the_files_have_the_shape_of_kubos() throws IOException {
    Repository.init(directory(), Profile.LEVELDB);

    assertThat(Files.readString(directory().resolve("datastore_spec"))).isEqualTo(LEVELDB_ON_DISK);
    assertThat(Files.readString(directory().resolve("version"))).isEqualTo("18\n");
    assertThat(Files.readString(directory().resolve("config")))
        .contains("\"Datastore\"", "\"Spec\"", "\"mounts\"", "\"HashOnRead\" : true");
  }

  @Test
  void a_second_opening_is_refused_while_the_first_is_open() {
    Repository.init(directory(), Profile.LEVELDB);
    try (Repository repository = Repository.open(directory())) {
      assertThatThrownBy(() -> Repository.open(directory()))
          .isInstanceOf(DatastoreLockedException.class)
          .hasMessageContaining(directory().toString())
          .hasMessageContaining("this process");
      assertThat(repository.blocks().has(Block.raw(bytes("x")).cid())).isFalse();
    }
    Repository.open(directory()).close();
  }

  @Test
  void another_process_is_refused_and_told_which_one_has_it() {
    Repository.init(directory(), Profile.LEVELDB);
    try (Repository repository = Repository.open(directory())) {
      ForkedJvm.Outcome outcome =
          ForkedJvm.of(Opening.class, repository.directory().toString()).run().expectSuccess();

      assertThat(outcome.lines())
          .containsExactly(
              DatastoreLockedException.class.getName(),
              "the repository %s is in use by process %d; close it there first"
                  .formatted(directory(), ProcessHandle.current().pid()));
    }
    assertThat(ForkedJvm.of(Opening.class, directory().toString()).run().expectSuccess().lines())
        .containsExactly("opened");
  }

  /** Opens a repository, and says how that went. */
  static final class Opening {

    private Opening() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) {
      try (Repository repository = Repository.open(Path.of(arguments[0]))) {
        System.out.println(repository.blocks().mounts().isEmpty() ? "no mounts" : "opened");
      } catch (DatastoreException e) {
        System.out.println(e.getClass().getName());
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void an_opening_that_fails_leaves_nothing_open() throws IOException {
    Repository.init(directory(), Profile.LEVELDB);
    Path config = directory().resolve("config");
    String good = Files.readString(config);
    Files.writeString(config, good.replace("\"datastore\"", "\"elsewhere\""));

    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            $.Datastore.Spec: the configuration describes other datastores than lie on disk:
                the store at /: `path` is "datastore" on disk and "elsewhere" in the configuration
              on disk (%s): %s
              configured: %s
              set the configuration back, or convert the data"""
                .formatted(
                    directory().resolve("datastore_spec"),
                    LEVELDB_ON_DISK,
                    LEVELDB_ON_DISK.replace("\"datastore\"", "\"elsewhere\"")));

    Files.writeString(config, good);
    Repository.open(directory()).close();
  }

  @Test
  void a_configuration_that_is_no_json_is_told_with_its_line() throws IOException {
    Repository.init(directory(), Profile.LEVELDB);
    Files.writeString(directory().resolve("config"), "{\n  \"Datastore\": {,\n}");

    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("config is no JSON")
        .hasMessageContaining("line 2");
  }

  @Test
  void a_directory_without_a_repository_is_told() {
    assertThatThrownBy(() -> Repository.open(directory()))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("there is no repository in " + directory())
        .hasMessageContaining("cairn init");
  }

  @Test
  void a_repository_is_made_once() {
    Repository.init(directory(), Profile.LEVELDB);

    assertThatThrownBy(() -> Repository.init(directory(), Profile.LEVELDB))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("already");
  }

  @Test
  void a_repository_is_not_made_among_other_files() throws IOException {
    Files.createDirectories(directory());
    Files.writeString(directory().resolve("thesis.tex"), "my work");

    assertThatThrownBy(() -> Repository.init(directory(), Profile.LEVELDB))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("thesis.tex");
    assertThat(directory()).isDirectoryContaining(file -> file.endsWith("thesis.tex"));
    assertThat(Files.exists(directory().resolve("config"))).isFalse();
  }

  @Test
  void what_a_killed_making_left_is_made_whole() throws IOException {
    Files.createDirectories(directory());
    Files.writeString(directory().resolve("datastore_spec"), "{\"mou");
    Files.writeString(directory().resolve("config.tmp"), "{");

    Repository.init(directory(), Profile.LEVELDB);

    Repository.open(directory()).close();
  }

  @Test
  void a_damaged_block_is_refused_when_it_is_read() {
    Repository.init(directory(), Profile.LEVELDB);
    Block block = Block.raw(bytes("foo"));
    try (Repository repository = Repository.open(directory())) {
      repository
          .datastore()
          .put(
              Key.of("/blocks/CIQCYJVUNNUP7RUP7GNUKPA5GBATIE2CFVYGJA57UD4YUXUIMJTOPLQ"),
              bytes("fox"));

      assertThatThrownBy(() -> repository.blocks().get(block.cid()))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(block.cid().toString());
    }
  }

  @Test
  void everything_is_refused_after_closing() {
    Repository.init(directory(), Profile.DEFAULT);
    Repository repository = Repository.open(directory());
    var keystore = repository.keystore();
    repository.close();
    repository.close();

    Block block = Block.raw(bytes("x"));
    assertThatThrownBy(() -> repository.blocks().get(block.cid()))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> repository.datastore().get(Key.ROOT))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(repository::keystore).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(keystore::size).isInstanceOf(DatastoreClosedException.class);
  }

  @ParameterizedTest
  @EnumSource
  void opening_deletes_what_older_versions_left_of_a_keystore(Profile profile) {
    Repository.init(directory(), profile);
    plantOrphans(5000);

    try (Repository repository = Repository.open(directory())) {
      assertThat(orphans(repository)).isZero();
      assertThat(repository.datastore().has(Key.of("/provider/keystore/active"))).isTrue();
    }
  }

  @Test
  void an_opening_that_is_cancelled_leaves_nothing_open_and_the_next_one_goes_on() {
    Repository.init(directory(), Profile.LEVELDB);
    plantOrphans(5000);

    assertThatThrownBy(() -> Repository.open(directory(), name -> Measurements.NONE, () -> true))
        .isInstanceOf(CancelledException.class);

    try (Repository repository = Repository.openAsItLies(directory())) {
      assertThat(orphans(repository)).isEqualTo(5000);
    }
    try (Repository repository = Repository.open(directory())) {
      assertThat(orphans(repository)).isZero();
    }
  }

  private void plantOrphans(int count) {
    try (Repository repository = Repository.openAsItLies(directory())) {
      try (Batch batch = Datastores.require(repository.datastore(), Batching.class).batch()) {
        for (int i = 0; i < count; i++) {
          batch.put(Key.of("/provider/keystore/0/1/0/" + i), new byte[34]);
        }
        batch.put(Key.of("/provider/keystore/active"), new byte[1]);
        batch.commit();
      }
    }
  }

  private static long orphans(Repository repository) {
    return Datastores.count(repository.datastore(), Query.below(Key.of("/provider/keystore/0")));
  }

  private static List<Multihash> multihashes(Repository repository) {
    List<Multihash> all = new ArrayList<>();
    try (var listing = repository.keystore().get(KeyspacePrefix.ALL)) {
      listing.forEachRemaining(all::add);
    }
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
