package dev.cairn.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.gc.CollectionOptions;
import dev.cairn.gc.CollectionReport;
import dev.cairn.mount.Stranded;
import dev.cairn.mount.Trust;
import dev.cairn.multiformats.Cid;
import dev.cairn.repo.Profile;
import dev.cairn.repo.Repository;
import dev.cairn.repo.RepositoryMount;
import dev.cairn.repo.RepositoryMount.Access;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about a repository in front of others. */
class RepositoriesGuideTest {

  private static final Block FAR = Block.raw("in the archive".getBytes(UTF_8));

  @TempDir private Path temporary;
  private Path home;
  private Path archive;

  @BeforeEach
  void makeRepositories() {
    home = temporary.resolve("home");
    archive = temporary.resolve("archive");
    Repository.init(home, Profile.LEVELDB);
    Repository.init(archive, Profile.DEFAULT);
    try (Repository repository = Repository.open(archive)) {
      repository.blocks().put(FAR);
      repository.blocks().sync();
    }
  }

  @Test
  void the_program_of_the_page_runs_and_changes_nothing_in_the_archive() throws IOException {
    var before = StoreSurgery.fingerprint(archive);
    Cid cid = FAR.cid();
    try (Repository repository = Repository.open(home)) {
      // snippet: repository-mounts
      repository.mounts().add(RepositoryMount.of("archive", archive.toString()));
      Block block = repository.blocks().get(cid).orElseThrow(); // checked, from wherever it lies
      repository.pins().add(cid);
      CollectionReport report = repository.collector().collect(CollectionOptions.defaults());
      long rescued =
          repository.mounts().remove("archive", Stranded.RESCUE, CancellationToken.never());
      // end

      assertThat(block.toBytes()).isEqualTo(FAR.toBytes());
      assertThat(report.swept()).isZero();
      assertThat(rescued).isEqualTo(1);
      assertThat(repository.blocks().firstMount().has(cid)).isTrue();
    }
    assertThat(StoreSurgery.fingerprint(archive)).isEqualTo(before);
  }

  @Test
  void the_configuration_of_the_page_is_read() throws IOException {
    String page = Files.readString(Path.of("repositories.md"));
    String mounts = page.substring(page.indexOf("\"Mounts\""), page.indexOf("\n  ]\n}") + 4);
    Path config = home.resolve("config");
    Files.writeString(
        config,
        Files.readString(config).replaceFirst("\"Cairn\" : \\{", "\"Cairn\" : {" + mounts + ","));

    try (Repository repository = Repository.open(home)) {
      assertThat(repository.mounts().list())
          .containsExactly(
              RepositoryMount.of("archive", "/mnt/archive").withTrust(Trust.TRUSTED),
              RepositoryMount.of("scratch", "../scratch").withAccess(Access.WRITING),
              RepositoryMount.of("node", "/srv/node").withAccess(Access.FOLLOWING));
      assertThat(repository.blocks().mounts())
          .containsExactly(Repository.BLOCKS, "archive", "scratch", "node");
    }
  }
}
