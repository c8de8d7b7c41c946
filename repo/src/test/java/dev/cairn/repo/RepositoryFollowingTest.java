package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.car.CarWriter;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.RepositoryMount.Access;
import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.StoreSurgery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository reads another while that is written to. */
class RepositoryFollowingTest {

  /** Small buffers: what is put soon lies in tables, and tables are soon merged and deleted. */
  private static final String RESTLESS =
      """
      {"type": "mount", "mounts": [
        {"mountpoint": "/", "type": "levelds", "path": "datastore"},
        {"mountpoint": "/blocks", "type": "rocksds", "path": "blocks", "writeBufferBytes": 65536}]}
      """;

  private static final Block FIRST = block(0);
  private static final int MANY = 400;

  @TempDir private Path temporary;
  private Path home;
  private Path written;

  /** Blocks that cannot be compressed. */
  private static Block block(int seed) {
    byte[] bytes = new byte[4000];
    new Random(seed).nextBytes(bytes);
    return Block.raw(bytes);
  }

  private static List<Block> many() {
    return IntStream.rangeClosed(1, MANY).mapToObj(RepositoryFollowingTest::block).toList();
  }

  @BeforeEach
  void makeRepositories() {
    home = temporary.resolve("home");
    written = temporary.resolve("written");
    Repository.init(home, Profile.LEVELDB);
    Repository.init(written, SpecJson.read(RESTLESS));
    try (Repository repository = Repository.open(written)) {
      repository.blocks().put(FIRST);
    }
  }

  private static RepositoryMount mount() {
    return RepositoryMount.of("written", "../written").withAccess(Access.FOLLOWING);
  }

  private static Repository following(Path directory) {
    Repository repository = Repository.open(directory);
    if (repository.mounts().list().isEmpty()) {
      repository.mounts().add(mount());
    }
    return repository;
  }

  private static Blockstore followed(Repository repository) {
    return repository.blocks().mount("written").orElseThrow();
  }

  private static List<Multihash> hashes(List<Block> blocks) {
    return blocks.stream().map(block -> block.cid().multihash()).toList();
  }

  @Test
  void what_another_process_puts_is_found_while_it_goes_on_writing() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(server.getLocalPort());

      ForkedJvm.Outcome outcome =
          ForkedJvm.of(Writing.class, written.toString(), port)
              .killedAt(line -> line.equals("open") && followsTheWriter(server));

      assertThat(outcome.killed()).as(() -> String.join("\n", outcome.errors())).isTrue();
    }
    try (Repository reader = following(home)) {
      assertThat(followed(reader).has(FIRST.cid())).as("its writer was killed").isFalse();
      assertThat(followed(reader).get(block(-1).cid())).isPresent();
    }
  }

  private boolean followsTheWriter(ServerSocket server) {
    try (Socket writer = server.accept();
        Repository reader = following(home)) {
      Blockstore blocks = followed(reader);
      assertThat(blocks.has(block(1).cid())).isFalse();

      tell(writer, "put 1 1");
      assertThat(reader.blocks().get(block(1).cid())).contains(block(1));

      tell(writer, "put 2 " + MANY);
      for (Block block : many()) {
        assertThat(blocks.get(block.cid())).contains(block);
      }
      assertThat(blocks.list().toList())
          .containsExactlyInAnyOrderElementsOf(
              hashes(Stream.concat(Stream.of(FIRST), many().stream()).toList()));

      tell(writer, "delete 0");
      assertThat(blocks.list().toList()).containsExactlyInAnyOrderElementsOf(hashes(many()));
      assertThat(blocks.has(FIRST.cid())).isFalse();

      tell(writer, "reopen");
      tell(writer, "put -1 -1");
      assertThat(blocks.get(block(-1).cid())).contains(block(-1));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has a command carried out. */
  private static void tell(Socket writer, String command) throws IOException {
    writer.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
    assertThat(writer.getInputStream().read()).isEqualTo('\n');
  }

  /** Writes to a repository what it is told to, until it is killed. */
  static final class Writing {

    private Writing() {}

    /** Takes the repository, and the port of who tells. */
    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) throws IOException {
      Path directory = Path.of(arguments[0]);
      int port = Integer.parseInt(arguments[1]);
      Repository repository = Repository.open(directory);
      System.out.println("open");
      try (Socket teller = new Socket(InetAddress.getLoopbackAddress(), port)) {
        BufferedReader commands =
            new BufferedReader(
                new InputStreamReader(teller.getInputStream(), StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
          String[] command = line.split(" ");
          switch (command[0]) {
            case "put" -> {
              for (int seed = parse(command[1]); seed <= parse(command[2]); seed++) {
                repository.blocks().put(block(seed));
              }
            }
            case "delete" -> repository.blocks().delete(block(parse(command[1])).cid());
            case "reopen" -> {
              repository.close();
              repository = Repository.open(directory);
            }
            default -> throw new IllegalArgumentException(line);
          }
          teller.getOutputStream().write('\n');
        }
      }
      if (System.in.read() < 0) { // killed before
        repository.close();
      }
    }

    private static int parse(String number) {
      return Integer.parseInt(number);
    }
  }

  @Test
  void following_changes_not_a_byte_and_keeps_nobody_away() throws IOException {
    Map<String, String> before = StoreSurgery.fingerprint(written);
    Path second = temporary.resolve("second");
    Repository.init(second, Profile.DEFAULT);
    try (Repository reader = following(home);
        Repository other = following(second)) {
      assertThat(followed(reader).list().toList()).isEqualTo(hashes(List.of(FIRST)));
      assertThat(followed(other).get(FIRST.cid())).contains(FIRST);
      assertThat(followed(reader).has(block(1).cid())).isFalse();
      assertThatThrownBy(() -> followed(reader).delete(FIRST.cid()))
          .isInstanceOf(ReadOnlyDatastoreException.class);
      assertThat(StoreSurgery.fingerprint(written)).isEqualTo(before);

      try (Repository writer = Repository.open(written)) {
        writer.blocks().put(block(1));
        Map<String, String> idle = StoreSurgery.fingerprint(written);
        assertThat(followed(reader).get(block(1).cid())).contains(block(1));
        assertThat(followed(other).list().toList())
            .containsExactlyInAnyOrderElementsOf(hashes(List.of(FIRST, block(1))));
        assertThat(StoreSurgery.fingerprint(written)).isEqualTo(idle);
      }
      assertThat(followed(reader).get(block(1).cid())).contains(block(1));
    }
  }

  @Test
  void what_a_follower_writes_down_lies_at_home_and_is_gone_when_it_is_closed() throws IOException {
    Path folders = home.resolve(FollowerFolder.ALL);
    try (Repository reader = following(home)) {
      assertThat(folders).isDirectoryRecursivelyContaining("glob:**/LOG");
      reader.mounts().remove("written");
      assertThat(folders).isEmptyDirectory();
      reader.mounts().add(mount());
      assertThat(folders).isNotEmptyDirectory();
    }
    assertThat(folders).isEmptyDirectory();
  }

  @Test
  void what_a_killed_follower_left_is_gone_when_its_repository_is_opened() throws IOException {
    following(home).close();
    ForkedJvm.of(Reading.class, home.toString()).killedAt(line -> line.equals("true"));
    Path folders = home.resolve(FollowerFolder.ALL);
    List<Path> left = contents(folders);
    assertThat(left).hasSize(1);

    try (Repository reader = Repository.open(home)) {
      assertThat(followed(reader).has(FIRST.cid())).isTrue();
      assertThat(contents(folders)).hasSize(1).doesNotContainAnyElementsOf(left);
      reader.mounts().remove("written");
    }
    Repository.open(home).close();
    assertThat(folders).doesNotExist();
  }

  /** Follows until it is killed. */
  static final class Reading {

    private Reading() {}

    /** Takes the repository that follows. */
    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) throws IOException {
      try (Repository reader = Repository.open(Path.of(arguments[0]))) {
        System.out.println(followed(reader).has(FIRST.cid()));
        if (System.in.read() >= 0) {
          reader.blocks().sync();
        }
      }
    }
  }

  private static List<Path> contents(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void that_a_mount_follows_stays_in_the_configuration() throws IOException {
    following(home).close();

    assertThat(Files.readString(home.resolve("config"))).contains("\"Follow\" : true");
    try (Repository reader = Repository.open(home)) {
      assertThat(reader.mounts().list()).containsExactly(mount());
    }
  }

  @Test
  void what_cannot_be_followed_is_told_with_the_cures_and_leaves_nothing() {
    Path leveldb = temporary.resolve("leveldb");
    Repository.init(leveldb, Profile.LEVELDB);
    Repository.open(leveldb).close();
    Path archive = temporary.resolve("archive.car");
    try (CarWriter writer = CarWriter.create(archive, List.of())) {
      writer.write(FIRST);
      writer.commit();
    }
    try (Repository reader = Repository.open(home)) {
      assertThatThrownBy(
              () ->
                  reader
                      .mounts()
                      .add(RepositoryMount.of("l", "../leveldb").withAccess(Access.FOLLOWING)))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("of the type 'levelds' cannot be read beside its writer")
          .hasMessageContaining("types that can: rocksds")
          .hasMessageContaining("close the writer and open the store for reading");
      assertThat(home.resolve(FollowerFolder.ALL)).isEmptyDirectory();
      assertThatThrownBy(
              () ->
                  reader
                      .mounts()
                      .add(RepositoryMount.of("a", "../archive.car").withAccess(Access.FOLLOWING)))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("mount it without `Follow`");
      assertThat(reader.mounts().list()).isEmpty();
    }
  }
}
