package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.car.CarWriter;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.mount.Stranded;
import dev.cairn.mount.StrandedBlocksException;
import dev.cairn.mount.Trust;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.RepositoryMount.Access;
import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryMountsTest {

  private static final Block OWN = block("in the repository itself");
  private static final Block SHARED = block("in both");
  private static final Block FAR = block("in the archive alone");

  @TempDir private Path temporary;
  private Path home;
  private Path archive;

  private static Block block(String text) {
    return Block.raw(text.getBytes(StandardCharsets.UTF_8));
  }

  @BeforeEach
  void makeRepositories() {
    home = temporary.resolve("home");
    archive = temporary.resolve("archive");
    Repository.init(home, Profile.LEVELDB);
    try (Repository repository = Repository.open(home)) {
      repository.blocks().putAll(List.of(OWN, SHARED));
    }
  }

  private void makeArchive(Profile profile) {
    Repository.init(archive, profile);
    try (Repository repository = Repository.open(archive)) {
      repository.blocks().putAll(List.of(SHARED, FAR));
      repository.blocks().sync();
    }
  }

  private Repository homeWith(RepositoryMount... mounts) {
    try (Repository repository = Repository.open(home)) {
      List.of(mounts).forEach(repository.mounts()::add);
    }
    return Repository.open(home);
  }

  private static RepositoryMount mount() {
    return RepositoryMount.of("archive", "../archive");
  }

  @ParameterizedTest
  @EnumSource
  void the_blocks_of_another_repository_are_read_and_not_a_byte_changes_there(Profile profile)
      throws IOException {
    makeArchive(profile);
    Map<String, String> before = StoreSurgery.fingerprint(archive);

    try (Repository repository = homeWith(mount())) {
      assertThat(repository.blocks().mounts()).containsExactly(Repository.BLOCKS, "archive");
      assertThat(repository.blocks().get(FAR.cid()).orElseThrow().toBytes())
          .isEqualTo(FAR.toBytes());
      assertThat(listed(repository))
          .containsExactlyInAnyOrder(
              OWN.cid().multihash(), SHARED.cid().multihash(), FAR.cid().multihash());
      repository.blocks().put(block("new"));
      repository.blocks().delete(FAR.cid());
      repository.blocks().sync();
      assertThat(repository.blocks().has(FAR.cid())).isTrue();
    }

    assertThat(StoreSurgery.fingerprint(archive)).isEqualTo(before);
  }

  private static List<Multihash> listed(Repository repository) {
    List<Multihash> all = new ArrayList<>();
    try (var listing = repository.blocks().list()) {
      listing.forEachRemaining(all::add);
    }
    return all;
  }

  @Test
  void the_blocks_of_an_archive_are_read() {
    Path car = temporary.resolve("blocks.car");
    try (CarWriter writer = CarWriter.create(car, List.of())) {
      writer.write(FAR);
      writer.commit();
    }
    try (Repository repository = homeWith(RepositoryMount.of("car", car.toString()))) {
      assertThat(repository.blocks().get(FAR.cid())).isPresent();
      assertThatThrownBy(() -> repository.blocks().mount("car").orElseThrow().delete(FAR.cid()))
          .isInstanceOf(ReadOnlyDatastoreException.class);
      repository.mounts().remove("car");
    }
    assertThatThrownBy(
            () -> homeWith(RepositoryMount.of("w", car.toString()).withAccess(Access.WRITING)))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void a_damaged_block_of_a_mount_is_never_handed_out() {
    makeArchive(Profile.ROCKSDB);
    Block damaged = block("damaged");
    try (Repository repository = Repository.open(archive)) {
      repository.blocks().put(Block.wrapUnverified(damaged.cid(), FAR.toBytes()));
    }
    try (Repository repository = homeWith(mount())) {
      assertThatThrownBy(() -> repository.blocks().get(damaged.cid()))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("archive");
    }
  }

  @Test
  void mounts_stay_in_the_configuration_in_the_order_of_lookup() throws IOException {
    makeArchive(Profile.LEVELDB);
    Path second = temporary.resolve("second");
    Path third = temporary.resolve("third");
    for (Path directory : List.of(second, third)) {
      Repository.init(directory, Profile.LEVELDB);
      Repository.open(directory).close();
    }
    RepositoryMount trusted =
        RepositoryMount.of("third", third.toString()).withTrust(Trust.TRUSTED);
    try (Repository repository =
        homeWith(mount(), RepositoryMount.of("second", second.toString()))) {
      repository.mounts().add(trusted, "archive");
      assertThat(names(repository)).containsExactly("third", "archive", "second");
      repository.mounts().move("second", "third");
      assertThat(names(repository)).containsExactly("second", "third", "archive");
      repository.mounts().move("third", "third");
      repository.mounts().remove("archive");
    }
    try (Repository repository = Repository.open(home)) {
      assertThat(repository.blocks().mounts())
          .containsExactly(Repository.BLOCKS, "second", "third");
      assertThat(repository.mounts().list())
          .containsExactly(RepositoryMount.of("second", second.toString()), trusted);
      assertThatThrownBy(() -> repository.mounts().move("second", "nowhere"))
          .hasMessageContaining("there is no mount 'nowhere'; there are [second, third]");
      assertThatThrownBy(() -> repository.mounts().remove("nowhere"))
          .isInstanceOf(DatastoreException.class);
      repository.mounts().remove("second");
      repository.mounts().remove("third");
    }
    assertThat(Files.readString(home.resolve("config")))
        .doesNotContain("Mounts")
        .contains("Keystore", "HashOnRead");
  }

  private static List<String> names(Repository repository) {
    return repository.mounts().list().stream().map(RepositoryMount::name).toList();
  }

  @Test
  void everything_that_is_wrong_with_the_mounts_is_told_at_once() throws IOException {
    String mounts =
        """
        [{"Name": "a b", "Path": "/x"},
         {"Name": "/blocks", "Path": "/y", "Trusted": "yes"},
         {"Path": "/z", "Nmae": "c"},
         7,
         {"Name": "d", "Path": "/d"},
         {"Name": "d", "Path": "/d", "Writable": true},
         {"Name": "e", "Path": "/e", "Writable": true, "Follow": true}]\
        """;
    Path config = home.resolve("config");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceFirst("\"Cairn\" : \\{", "\"Cairn\" : {\"Mounts\":" + mounts + ","));

    assertThatThrownBy(() -> Repository.open(home))
        .isInstanceOfSatisfying(
            SpecException.class,
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.where())
                    .containsExactly(
                        "$.Cairn.Mounts[0].Name",
                        "$.Cairn.Mounts[1].Trusted",
                        "$.Cairn.Mounts[1].Name",
                        "$.Cairn.Mounts[2].Name",
                        "$.Cairn.Mounts[2].Nmae",
                        "$.Cairn.Mounts[3]",
                        "$.Cairn.Mounts[5].Name",
                        "$.Cairn.Mounts[5].Path",
                        "$.Cairn.Mounts[6].Follow"));
  }

  @Test
  void a_mount_that_cannot_be_opened_is_not_added() throws IOException {
    String before = Files.readString(home.resolve("config"));
    try (Repository repository = Repository.open(home)) {
      assertThatThrownBy(() -> repository.mounts().add(mount()))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("there is no repository and no archive at " + archive);
      assertThatThrownBy(() -> repository.mounts().add(RepositoryMount.of("home", home.toString())))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("itself");
      assertThatThrownBy(() -> repository.mounts().add(RepositoryMount.of("a b", "x")))
          .isInstanceOf(SpecException.class);
      assertThatThrownBy(() -> repository.mounts().add(mount(), "nowhere"))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("nowhere");
    }
    assertThat(Files.readString(home.resolve("config"))).isEqualTo(before);
  }

  @Test
  void a_repository_opens_without_its_mount_and_says_what_it_does_not_know() throws IOException {
    makeArchive(Profile.LEVELDB);
    homeWith(mount()).close();
    Path away = Files.move(archive, temporary.resolve("away"));

    try (Repository repository = Repository.open(home)) {
      assertThat(repository.blocks().get(OWN.cid())).isPresent();
      assertThatThrownBy(() -> repository.blocks().has(FAR.cid()))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("the mount 'archive'")
          .hasMessageContaining("there is no repository and no archive at " + archive);
      assertThatThrownBy(() -> listed(repository)).isInstanceOf(DatastoreException.class);
    }

    Files.move(away, archive);
    try (Repository repository = Repository.open(home)) {
      assertThat(repository.blocks().has(FAR.cid())).isTrue();
    }
  }

  @Test
  void a_repository_that_is_written_to_cannot_be_read_and_the_error_says_who_has_it() {
    makeArchive(Profile.ROCKSDB);
    homeWith(mount()).close();

    ForkedJvm.of(Holding.class, archive.toString())
        .killedAt(
            line -> {
              try (Repository repository = Repository.open(home)) {
                assertThatThrownBy(() -> repository.blocks().get(FAR.cid()))
                    .isInstanceOf(DatastoreLockedException.class)
                    .hasMessageContaining(archive + " is in use by process " + line);
              }
              return true;
            });

    try (Repository repository = Repository.open(home)) {
      assertThat(repository.blocks().get(FAR.cid())).isPresent();
    }
  }

  /** Holds a repository until it is killed. */
  static final class Holding {

    private Holding() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) throws IOException {
      try (Repository repository = Repository.open(Path.of(arguments[0]))) {
        System.out.println(ProcessHandle.current().pid());
        if (System.in.read() >= 0) {
          repository.blocks().sync();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void several_processes_read_one_repository_and_keep_its_writers_away(Profile profile)
      throws IOException {
    makeArchive(profile);
    Path other = temporary.resolve("other");
    Repository.init(other, Profile.LEVELDB);
    try (Repository repository = Repository.open(other)) {
      repository.mounts().add(RepositoryMount.of("archive", archive.toString()));
    }
    Map<String, String> before = StoreSurgery.fingerprint(archive);

    try (Repository first = homeWith(mount())) {
      assertThat(first.blocks().has(FAR.cid())).isTrue();
      for (int i = 0; i < 2; i++) {
        assertThat(
                ForkedJvm.of(Reading.class, other.toString(), FAR.cid().toString())
                    .run()
                    .expectSuccess()
                    .lines())
            .containsExactly("true");
      }
      try (Repository second = Repository.open(other)) {
        assertThat(second.blocks().has(FAR.cid())).isTrue();
        assertThatThrownBy(() -> Repository.open(archive))
            .isInstanceOf(DatastoreLockedException.class)
            .hasMessageContaining("this process");
      }
      assertThat(first.blocks().get(FAR.cid())).isPresent();
      assertThat(
              ForkedJvm.of(RepositoryTest.Opening.class, archive.toString())
                  .run()
                  .expectSuccess()
                  .lines())
          .first()
          .isEqualTo(DatastoreLockedException.class.getName());
    }

    assertThat(StoreSurgery.fingerprint(archive)).isEqualTo(before);
    Repository.open(archive).close();
  }

  /** Says whether a repository finds a block. */
  static final class Reading {

    private Reading() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) {
      try (Repository repository = Repository.open(Path.of(arguments[0]))) {
        System.out.println(repository.blocks().has(Cid.parse(arguments[1])));
      }
    }
  }

  @Test
  void only_the_blocks_of_the_other_repository_are_opened() throws IOException {
    String spec =
        """
        {"type": "mount", "mounts": [
          {"mountpoint": "/", "type": "levelds", "path": "datastore"},
          {"mountpoint": "/blocks", "type": "measure", "prefix": "blocks",
           "child": {"type": "levelds", "path": "blocks"}}]}\
        """;
    Repository.init(archive, SpecJson.read(spec));
    try (Repository repository = Repository.open(archive)) {
      repository.blocks().put(FAR);
    }
    Files.delete(archive.resolve("datastore").resolve("CURRENT"));

    try (Repository repository = homeWith(mount())) {
      assertThat(repository.blocks().has(FAR.cid())).isTrue();
    }
  }

  @Test
  void blocks_are_found_however_the_other_repository_is_laid_out() throws IOException {
    List<String> layouts =
        List.of(
            "{'type': 'levelds', 'path': 'all'}",
            "{'type': 'mount', 'mounts': [{'mountpoint': '/', 'type': 'rocksds', 'path': 'all'}]}",
            "{'type': 'log', 'name': 'x', 'child': {'type': 'mount', 'mounts': ["
                + "{'mountpoint': '/blocks', 'type': 'levelds', 'path': 'most'},"
                + "{'mountpoint': '/blocks/CIQ', 'type': 'levelds', 'path': 'none'},"
                + "{'mountpoint': '/', 'type': 'levelds', 'path': 'rest'}]}}");
    for (int i = 0; i < layouts.size(); i++) {
      Path directory = temporary.resolve("layout-" + i);
      Spec spec = SpecJson.read(layouts.get(i).replace('\'', '"'));
      Repository.init(directory, spec);
      try (Repository repository = Repository.open(directory)) {
        repository.blocks().put(FAR);
      }
      try (Repository repository =
          homeWith(RepositoryMount.of("layout-" + i, directory.toString()))) {
        assertThat(repository.blocks().mount("layout-" + i).orElseThrow().get(FAR.cid()))
            .isPresent();
      }
    }
  }

  @Test
  void mounts_take_effect_at_once_and_stay_where_the_change_fails() throws IOException {
    makeArchive(Profile.LEVELDB);
    try (Repository repository = Repository.open(home)) {
      assertThat(repository.blocks().has(FAR.cid())).isFalse();
      repository.mounts().add(mount());
      assertThat(repository.blocks().get(FAR.cid())).isPresent();
      assertThatThrownBy(() -> repository.mounts().add(mount()))
          .isInstanceOf(SpecException.class)
          .hasMessageContaining("has the same name");
      assertThat(repository.blocks().mounts()).containsExactly(Repository.BLOCKS, "archive");

      repository.pins().add(FAR.cid());
      assertThatThrownBy(
              () ->
                  repository.mounts().remove("archive", Stranded.REFUSE, CancellationToken.never()))
          .isInstanceOf(StrandedBlocksException.class);
      assertThat(names(repository)).containsExactly("archive");
      assertThat(repository.blocks().has(FAR.cid())).isTrue();

      assertThat(repository.mounts().remove("archive", Stranded.RESCUE, CancellationToken.never()))
          .isEqualTo(1);
      assertThat(names(repository)).isEmpty();
      assertThat(repository.blocks().mounts()).containsExactly(Repository.BLOCKS);
      assertThat(repository.blocks().has(FAR.cid())).isTrue();
      Repository.open(archive).close(); // nobody reads it any longer
    }
  }

  @Test
  void a_mount_that_was_declared_writable_is_changed_by_its_own_handle_alone() {
    makeArchive(Profile.ROCKSDB);
    Block added = block("added there");
    try (Repository repository = homeWith(mount().withAccess(Access.WRITING))) {
      repository.blocks().mount("archive").orElseThrow().put(added);
      repository.blocks().put(block("added here"));
      repository.blocks().delete(SHARED.cid());
      assertThatThrownBy(() -> Repository.open(archive))
          .isInstanceOf(DatastoreLockedException.class);
    }
    try (Repository repository = Repository.open(archive)) {
      assertThat(listed(repository))
          .containsExactlyInAnyOrder(
              SHARED.cid().multihash(), FAR.cid().multihash(), added.cid().multihash());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/pins/state/dirty",
        "/pins/index/cidRindex/x",
        "/cairn/pins/X",
        "/local/filesroot"
      })
  void nothing_is_deleted_from_a_repository_that_has_pins_of_its_own(String pin) {
    makeArchive(Profile.LEVELDB);
    try (Repository repository = Repository.open(archive)) {
      repository.datastore().put(Key.of(pin), new byte[] {1});
    }
    try (Repository repository = homeWith(mount().withAccess(Access.WRITING))) {
      for (Block block : List.of(FAR, SHARED)) {
        assertThatThrownBy(
                () ->
                    repository
                        .collector()
                        .removeBlock(block.cid(), "archive", CancellationToken.never()))
            .isInstanceOf(DatastoreException.class)
            .hasMessageContaining("pins of its own");
      }
      Blockstore there = repository.blocks().mount("archive").orElseThrow();
      assertThatThrownBy(() -> there.deleteAll(List.of(FAR.cid())))
          .isInstanceOf(DatastoreException.class);
      assertThat(there.has(FAR.cid())).isTrue();
      there.put(OWN);
    }
    try (Repository repository = Repository.open(archive)) {
      repository.datastore().delete(Key.of(pin));
    }
    try (Repository repository = Repository.open(home)) {
      repository.collector().removeBlock(FAR.cid(), "archive", CancellationToken.never());
      assertThat(repository.blocks().has(FAR.cid())).isFalse();
    }
  }

  @Test
  void a_place_is_mounted_once_by_whatever_path_it_is_reached() throws IOException {
    makeArchive(Profile.LEVELDB);
    Path link = Files.createSymbolicLink(temporary.resolve("link"), archive);
    RepositoryMount again = RepositoryMount.of("again", link.toString());
    try (Repository repository = homeWith(mount())) {
      for (RepositoryMount same :
          List.of(again, RepositoryMount.of("dots", archive.resolve("../archive").toString()))) {
        assertThatThrownBy(() -> repository.mounts().add(same, "archive"))
            .isInstanceOf(DatastoreException.class)
            .hasMessageContaining("mounted as 'archive'");
      }
      assertThat(names(repository)).containsExactly("archive");
    }

    Files.delete(link);
    Path other = temporary.resolve("other");
    Repository.init(other, Profile.LEVELDB);
    Repository.open(other).close();
    Files.createSymbolicLink(link, other);
    homeWith(again).close();
    Files.delete(link);
    Files.createSymbolicLink(link, archive);
    try (Repository repository = Repository.open(home)) {
      Blockstore second = repository.blocks().mount("again").orElseThrow();
      assertThatThrownBy(() -> second.has(FAR.cid()))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("mounted as 'archive'");
      assertThat(repository.blocks().get(FAR.cid())).isPresent();
    }
  }

  @Test
  void mounts_are_opened_by_the_first_question_that_needs_them() {
    makeArchive(Profile.LEVELDB);
    homeWith(mount()).close();
    try (Repository repository = Repository.open(home)) {
      assertThat(repository.blocks().get(OWN.cid())).isPresent();
      Repository.open(archive).close(); // nobody reads it yet

      assertThat(repository.blocks().get(FAR.cid())).isPresent();
      assertThatThrownBy(() -> Repository.open(archive))
          .isInstanceOf(DatastoreLockedException.class);
    }
  }

  @Test
  void the_configuration_is_left_alone_after_the_repository_is_closed() throws IOException {
    makeArchive(Profile.LEVELDB);
    Repository repository = homeWith(mount());
    RepositoryMounts mounts = repository.mounts();
    repository.close();
    String before = Files.readString(home.resolve("config"));

    List<ThrowingCallable> calls =
        List.of(
            mounts::list,
            () -> mounts.add(RepositoryMount.of("other", "../other")),
            () -> mounts.move("archive", "archive"),
            () -> mounts.remove("archive"),
            () -> mounts.remove("archive", Stranded.REFUSE, CancellationToken.never()));
    assertThat(calls)
        .allSatisfy(call -> assertThatThrownBy(call).isInstanceOf(DatastoreClosedException.class));
    assertThat(Files.readString(home.resolve("config"))).isEqualTo(before);
  }

  @Test
  void a_name_of_unusual_spaces_is_refused_and_leaves_nothing_open() throws IOException {
    makeArchive(Profile.LEVELDB);
    homeWith(mount()).close();
    Path config = home.resolve("config");
    String good = Files.readString(config);
    Files.writeString(config, good.replace("\"archive\"", "\"\\u2003\""));

    assertThatThrownBy(() -> Repository.open(home)).isInstanceOf(SpecException.class);

    Files.writeString(config, good);
    Repository.open(home).close();
  }

  @Test
  void a_lock_that_is_there_and_cannot_be_read_is_not_taken_for_none() throws IOException {
    makeArchive(Profile.LEVELDB);
    Path lock = archive.resolve(RepositoryLock.FILE);
    Files.delete(lock);
    Files.createSymbolicLink(lock, lock);

    assertThatThrownBy(() -> homeWith(mount()))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("cannot read the lock");

    Files.delete(lock);
    homeWith(mount()).close();
  }
}
