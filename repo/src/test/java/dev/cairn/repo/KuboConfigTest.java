package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.spec.DatastoreDriver;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a repository as Kubo keeps it. */
class KuboConfigTest {

  @TempDir private Path temporary;
  private Path kubo;

  /** The drivers of this library, and one that takes the fields of flatfs. */
  private final DatastoreDrivers drivers = withFlatfs();

  private static DatastoreDrivers withFlatfs() {
    List<DatastoreDriver> all = new ArrayList<>();
    ServiceLoader.load(DatastoreDriver.class).forEach(all::add);
    if (all.stream().noneMatch(driver -> driver.type().equals("flatfs"))) {
      all.add(new StandIn("flatfs", StandIn.FLATFS_FIELDS));
    }
    return DatastoreDrivers.of(all);
  }

  @BeforeEach
  void require_the_fixture() {
    kubo = Path.of(System.getProperty("cairn.fixtures", "missing"), "kubo-repo");
    assumeTrue(Files.isDirectory(kubo), () -> "no sample repository of Kubo in " + kubo);
  }

  @Test
  void what_kubo_wrote_is_right_to_the_last_field() {
    Spec spec = RepositoryConfig.read(kubo).datastoreSpec();

    assertThat(drivers.check(spec).all()).isEmpty();
  }

  @Test
  void the_layout_is_byte_for_byte_the_one_that_kubo_keeps() throws IOException {
    Spec spec = RepositoryConfig.read(kubo).datastoreSpec();

    assertThat(KuboText.of(drivers.diskSpec(spec)))
        .isEqualTo(Files.readString(kubo.resolve("datastore_spec")));
    DiskSpecFile.write(temporary, drivers.diskSpec(spec));
    assertThat(temporary.resolve("datastore_spec"))
        .hasSameBinaryContentAs(kubo.resolve("datastore_spec"));
    assertThat(DiskSpecFile.problem(kubo, spec.where(), drivers.diskSpec(spec))).isEmpty();
  }

  @Test
  void what_cairn_does_not_know_is_kept_when_the_configuration_is_written() throws IOException {
    String text =
        Files.readString(kubo.resolve("config"))
            .replace("\"sync\"", "\"fsync\": [1.50, 12345678901234567890.10, {}], \"sync\"")
            .replace("\"Identity\"", "\"Swarm\": {\"Weight\": 1e400}, \"Identity\"");
    Files.writeString(temporary.resolve("config"), text);
    RepositoryConfig config = RepositoryConfig.read(temporary);

    assertThat(drivers.check(config.datastoreSpec()).unknownFields())
        .extracting(SpecProblem::toString)
        .containsExactly(
            "$.Datastore.Spec.mounts[0].fsync: unknown field of the type flatfs;"
                + " did you mean `sync`?");
    config.write(temporary);

    assertThat(Files.readString(temporary.resolve("config")))
        .contains("12D3KooWFixture", "1.50, 12345678901234567890.10, { }", "1E+400");
    assertThat(Json.MAPPER.readTree(Files.readString(temporary.resolve("config"))))
        .isEqualTo(Json.MAPPER.readTree(text));
  }
}
