package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.spec.DatastoreDriver;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecTreeTest {

  private static final String KUBO_DEFAULT =
      """
      {"type":"mount","mounts":[
        {"mountpoint":"/","type":"measure","prefix":"leveldb.datastore",
         "child":{"type":"levelds","path":"datastore","compression":"none"}},
        {"mountpoint":"/blocks","type":"measure","prefix":"flatfs.datastore",
         "child":{"type":"flatfs","path":"blocks","sync":false,
                  "shardFunc":"/repo/flatfs/shard/v1/next-to-last/2"}}]}""";

  private static final String KUBO_DEFAULT_ON_DISK =
      "{\"mounts\":[{\"mountpoint\":\"/blocks\",\"path\":\"blocks\","
          + "\"shardFunc\":\"/repo/flatfs/shard/v1/next-to-last/2\",\"type\":\"flatfs\"},"
          + "{\"mountpoint\":\"/\",\"path\":\"datastore\",\"type\":\"levelds\"}],\"type\":\"mount\"}";

  private final List<MemoryDatastore> opened = new ArrayList<>();

  private final SpecTree tree =
      new SpecTree(
          DatastoreDrivers.of(
              List.of(
                  new RecordingDriver("levelds", Set.of("path", "compression")),
                  new RecordingDriver("flatfs", Set.of("path", "shardFunc", "sync")))));

  @Test
  void what_lies_on_disk_is_written_exactly_as_kubo_does() {
    assertThat(SpecJson.canonicalText(tree.diskSpec(spec(KUBO_DEFAULT))))
        .isEqualTo(KUBO_DEFAULT_ON_DISK);
  }

  @Test
  void a_mount_sends_each_key_to_the_store_of_its_mountpoint() {
    try (Datastore store = tree.open(spec(KUBO_DEFAULT), DriverContext.at(Path.of(".")))) {
      store.put(Key.of("/blocks/A"), new byte[] {1});
      store.put(Key.of("/pins/B"), new byte[] {2});

      assertThat(opened).hasSize(2);
      assertThat(opened.get(0).has(Key.of("/pins/B"))).isTrue();
      assertThat(opened.get(1).has(Key.of("/A"))).isTrue();
    }
  }

  @Test
  void the_leaf_at_the_root_is_found_through_mounts_and_wrappers() {
    assertThat(SpecTree.rootLeaf(spec(KUBO_DEFAULT)).orElseThrow().text("path"))
        .isEqualTo("datastore");
    assertThat(
            SpecTree.rootLeaf(
                spec(
                    """
                    {"type":"mount","mounts":[{"mountpoint":"/blocks","type":"levelds",
                     "path":"x"}]}""")))
        .isEmpty();
  }

  @Test
  void a_child_that_cannot_be_opened_closes_those_that_were() {
    String secondIsUnknown =
        """
        {"type":"mount","mounts":[
          {"mountpoint":"/","type":"levelds","path":"datastore"},
          {"mountpoint":"/blocks","type":"badgerds","path":"blocks"}]}""";

    assertThatThrownBy(() -> tree.open(spec(secondIsUnknown), DriverContext.at(Path.of("."))))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("Datastore.Spec.mounts[1].type: unknown datastore type 'badgerds'");

    assertThat(opened).hasSize(1);
    assertThatThrownBy(() -> opened.get(0).get(Key.ROOT))
        .isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void a_mistake_is_told_with_its_place() {
    assertThatThrownBy(() -> tree.diskSpec(spec("{\"type\":\"mount\"}")))
        .hasMessage("Datastore.Spec.mounts: missing; expected a list");
    assertThatThrownBy(() -> tree.diskSpec(spec("{\"type\":\"mount\",\"mounts\":[7]}")))
        .hasMessage(
            "Datastore.Spec.mounts[0]: expected an object that describes a datastore, found 7");
    assertThatThrownBy(
            () ->
                tree.diskSpec(
                    spec(
                        "{\"type\":\"mount\",\"mounts\":[{\"type\":\"levelds\",\"path\":\"x\",\"mountpoint\":1}]}")))
        .hasMessage("Datastore.Spec.mounts[0].mountpoint: expected a text, found 1");
    assertThatThrownBy(() -> tree.diskSpec(spec("{\"type\":\"measure\"}")))
        .hasMessage("Datastore.Spec.child: missing; expected an object that describes a datastore");
  }

  private static Spec spec(String json) {
    try {
      return Spec.of(
          "Datastore.Spec", SpecJson.read("Datastore.Spec", new ObjectMapper().readTree(json)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens stores in memory and remembers them. */
  private final class RecordingDriver implements DatastoreDriver {

    private final String type;
    private final Set<String> fields;

    RecordingDriver(String type, Set<String> fields) {
      this.type = type;
      this.fields = fields;
    }

    @Override
    public String type() {
      return type;
    }

    @Override
    public Set<String> fields() {
      return fields;
    }

    @Override
    public SpecValue.Fields diskSpec(Spec spec) {
      SpecValue.Fields all =
          SpecValue.Fields.of(
              Map.of(
                  "type", new SpecValue.Text(type), "path", new SpecValue.Text(spec.text("path"))));
      return spec.textIfPresent("shardFunc")
          .map(shard -> all.with("shardFunc", new SpecValue.Text(shard)))
          .orElse(all);
    }

    @Override
    public Batching open(Spec spec, DriverContext context) {
      MemoryDatastore store = new MemoryDatastore();
      opened.add(store);
      return store;
    }
  }
}
