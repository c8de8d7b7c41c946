package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecField;
import dev.cairn.datastore.wrapper.CountingMeasurements;
import dev.cairn.datastore.wrapper.LoggingDatastore;
import dev.cairn.datastore.wrapper.Operation;
import dev.cairn.datastore.wrapper.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static final DriverContext CONTEXT = DriverContext.at(Path.of("."));

  private final List<MemoryDatastore> opened = new ArrayList<>();

  private final Map<String, CountingMeasurements> measurements = new HashMap<>();

  /** What happens where a store at the path "fails" is opened. */
  private Runnable failing = () -> {};

  private final DatastoreDrivers drivers =
      DatastoreDrivers.of(
          List.of(
              new RecordingDriver(
                  "levelds",
                  List.of(
                      SpecField.path("path").required().onDisk(),
                      SpecField.choice("compression", "none", "snappy", ""))),
              new RecordingDriver("flatfs", StandIn.FLATFS_FIELDS),
              new RecordingDriver("mem", List.of())));

  private final SpecTree tree =
      new SpecTree(
          drivers, name -> measurements.computeIfAbsent(name, any -> new CountingMeasurements()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"mem\"} | {}",
        "{\"type\":\"levelds\",\"path\":\"datastore\",\"compression\":\"none\"}"
            + " | {\"path\":\"datastore\",\"type\":\"levelds\"}",
        "{\"type\":\"levelds\",\"path\":\"a&b\"} | {\"path\":\"a\\u0026b\",\"type\":\"levelds\"}",
        "{\"type\":\"flatfs\",\"path\":\"blocks\",\"sync\":true,\"shardFunc\":\"/repo/x\"}"
            + " | {\"path\":\"blocks\",\"shardFunc\":\"/repo/x\",\"type\":\"flatfs\"}",
        "{\"type\":\"measure\",\"prefix\":\"p\",\"child\":{\"type\":\"flatfs\",\"path\":\"blocks\","
            + "\"sync\":true,\"shardFunc\":\"/repo/x\"}}"
            + " | {\"path\":\"blocks\",\"shardFunc\":\"/repo/x\",\"type\":\"flatfs\"}",
        "{\"type\":\"mount\",\"mounts\":[{\"mountpoint\":\"/x\",\"type\":\"mem\"}]}"
            + " | {\"mounts\":[{\"mountpoint\":\"/x\"}],\"type\":\"mount\"}",
      })
  void what_lies_on_disk_is_written_exactly_as_kubo_does(String json, String onDisk) {
    assertThat(KuboText.of(drivers.diskSpec(SpecJson.read(json)))).isEqualTo(onDisk);
  }

  @Test
  void what_is_to_be_measured_is_measured_under_its_own_name() {
    try (Datastore store = tree.open(SpecJson.read(KUBO_DEFAULT), CONTEXT)) {
      store.put(Key.of("/blocks/A"), new byte[] {1});
      store.get(Key.of("/blocks/A"));
      store.get(Key.of("/other"));
    }

    assertThat(measurements).containsOnlyKeys("flatfs.datastore", "leveldb.datastore");
    CountingMeasurements blocks = measurements.get("flatfs.datastore");
    CountingMeasurements rest = measurements.get("leveldb.datastore");
    assertThat(blocks.count(Operation.PUT)).isEqualTo(1);
    assertThat(blocks.count(Operation.GET, Outcome.DONE)).isEqualTo(1);
    assertThat(rest.count(Operation.PUT)).isZero();
    assertThat(rest.count(Operation.GET, Outcome.ABSENT)).isEqualTo(1);
  }

  @Test
  void what_is_to_be_logged_is_wrapped_under_its_own_name() {
    Spec spec = SpecJson.read("{\"type\":\"log\",\"name\":\"l\",\"child\":{\"type\":\"mem\"}}");

    try (Datastore store = tree.open(spec, CONTEXT)) {
      assertThat(store).isInstanceOf(LoggingDatastore.class);
    }
  }

  @Test
  void the_stores_of_kubos_default_come_sorted_and_without_what_measures_them() {
    assertThat(KuboText.of(drivers.diskSpec(SpecJson.read(KUBO_DEFAULT))))
        .isEqualTo(KUBO_DEFAULT_ON_DISK);
  }

  @Test
  void a_mount_sends_each_key_to_the_store_of_its_mountpoint() {
    try (Datastore store = tree.open(SpecJson.read(KUBO_DEFAULT), CONTEXT)) {
      store.put(Key.of("/blocks/A"), new byte[] {1});
      store.put(Key.of("/pins/B"), new byte[] {2});

      assertThat(opened).hasSize(2);
      assertThat(opened.get(0).has(Key.of("/pins/B"))).isTrue();
      assertThat(opened.get(1).has(Key.of("/A"))).isTrue();
    }
  }

  @Test
  void the_leaf_at_the_root_is_found_through_mounts_and_wrappers() {
    assertThat(SpecTree.rootLeaf(SpecJson.read(KUBO_DEFAULT)).orElseThrow().text("path"))
        .isEqualTo("datastore");
    assertThat(
            SpecTree.rootLeaf(
                SpecJson.read(
                    """
                    {"type":"mount","mounts":[{"mountpoint":"/blocks","type":"levelds",
                     "path":"x"}]}""")))
        .isEmpty();
  }

  @Test
  void a_description_with_a_mistake_anywhere_opens_nothing() {
    String secondIsUnknown =
        """
        {"type":"mount","mounts":[
          {"mountpoint":"/","type":"levelds","path":"datastore"},
          {"mountpoint":"/blocks","type":"badgerds","path":"blocks"}]}""";

    assertThatThrownBy(() -> tree.open(SpecJson.read(secondIsUnknown), CONTEXT))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("$.mounts[1].type: unknown datastore type 'badgerds'");

    assertThat(opened).isEmpty();
  }

  @Test
  void a_child_that_cannot_be_opened_closes_those_that_were() {
    DatastoreException failure = new DatastoreException("the disk of the third store is full");
    failing =
        () -> {
          throw failure;
        };

    assertThatThrownBy(() -> tree.open(SpecJson.read(thirdFails()), CONTEXT)).isSameAs(failure);

    assertThat(opened)
        .hasSize(2)
        .allSatisfy(
            store ->
                assertThatThrownBy(() -> store.get(Key.ROOT))
                    .isInstanceOf(DatastoreClosedException.class));
  }

  @Test
  void a_child_whose_library_is_missing_closes_those_that_were_opened() {
    Error failure = new UnsatisfiedLinkError("there is no native library");
    failing =
        () -> {
          throw failure;
        };

    assertThatThrownBy(() -> tree.open(SpecJson.read(thirdFails()), CONTEXT)).isSameAs(failure);

    assertThat(opened)
        .hasSize(2)
        .allSatisfy(
            store ->
                assertThatThrownBy(() -> store.get(Key.ROOT))
                    .isInstanceOf(DatastoreClosedException.class));
  }

  private static String thirdFails() {
    return """
        {"type":"mount","mounts":[
          {"mountpoint":"/","type":"levelds","path":"datastore"},
          {"mountpoint":"/a","type":"measure","prefix":"a","child":{"type":"levelds","path":"a"}},
          {"mountpoint":"/blocks","type":"levelds","path":"fails"}]}""";
  }

  /** Opens stores in memory and remembers them; one at the path "fails" fails. */
  private final class RecordingDriver extends StandIn {

    RecordingDriver(String type, List<SpecField> fields) {
      super(type, fields);
    }

    @Override
    public Batching open(Spec spec, DriverContext context) {
      if (spec.textIfPresent("path").orElse("").equals("fails")) {
        failing.run();
      }
      MemoryDatastore store = new MemoryDatastore();
      opened.add(store);
      return store;
    }
  }
}
