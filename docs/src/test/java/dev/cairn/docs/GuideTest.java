package dev.cairn.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.car.CarImport;
import dev.cairn.car.CarReader;
import dev.cairn.car.CarWriter;
import dev.cairn.car.ImportResult;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.keystore.ResetResult;
import dev.cairn.keystore.ResettableKeystore;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.Profile;
import dev.cairn.repo.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that the guide shows, run. */
class GuideTest {

  @TempDir private Path temporary;

  private Path directory;

  @BeforeEach
  void chooseDirectory() {
    directory = temporary.resolve("repository");
  }

  @Test
  void the_program_of_the_readme_runs() {
    // snippet: readme
    Repository.init(directory, Profile.DEFAULT);
    try (Repository repository = Repository.open(directory)) {
      Block block = Block.raw("hello, cairn".getBytes(UTF_8));
      repository.blocks().put(block);
      repository.blocks().sync();

      Block again = repository.blocks().get(block.cid()).orElseThrow();
      System.out.println(again.cid() + " has " + again.size() + " bytes");

      List<Multihash> provided = List.of(block.cid().multihash());
      repository.keystore().put(provided);
    }
    // end

    try (Repository repository = Repository.open(directory)) {
      assertThat(repository.keystore().size()).isEqualTo(1);
    }
  }

  @Test
  void the_steps_of_getting_started_run_in_order() {
    Path file = archive();
    // snippet: open
    Repository.init(directory, Profile.DEFAULT);
    Repository repository = Repository.open(directory);
    // end

    // snippet: blocks
    Block block = Block.of(Multicodec.RAW, "hello".getBytes(UTF_8));
    repository.blocks().put(block); // visible when it returns
    repository.blocks().sync(); // safe from loss of power when it returns

    Optional<Block> found = repository.blocks().get(block.cid());
    boolean has = repository.blocks().has(block.cid());
    OptionalLong size = repository.blocks().size(block.cid());
    // end
    assertThat(found).hasValue(block);
    assertThat(has).isTrue();
    assertThat(size).hasValue(5);

    // snippet: import
    try (CarReader archive = CarReader.open(file)) {
      ImportResult imported = CarImport.into(repository.blocks()).run(archive);
      System.out.println(imported.blocks() + " blocks, roots " + imported.roots());
    }
    // end

    // snippet: datastore
    Key key = Key.of("/local/settings/name");
    repository.datastore().put(key, "waymarker".getBytes(UTF_8));

    Query settings = Query.below(Key.of("/local/settings")).orderedBy(Order.KEY);
    try (Results results = repository.datastore().query(settings)) {
      while (results.hasNext()) {
        Entry entry = results.next();
        System.out.println(entry.key() + " = " + new String(entry.value(), UTF_8));
      }
    }
    // end

    // snippet: keystore
    ResettableKeystore keystore = repository.keystore();
    keystore.put(List.of(block.cid().multihash()));

    ResetResult result = keystore.resetFrom(repository.blocks()::list);
    System.out.println(result.after() + " keys in " + result.generation());
    // end
    assertThat(result.after()).isEqualTo(2);

    // snippet: close
    repository.close(); // with all that it gave out; a later call gets DatastoreClosedException
    // end
    assertThatThrownBy(() -> repository.blocks().has(block.cid()))
        .isInstanceOf(DatastoreClosedException.class);
  }

  private Path archive() {
    Path file = temporary.resolve("archive.car");
    Block block = Block.raw("from an archive".getBytes(UTF_8));
    try (CarWriter writer = CarWriter.create(file, List.of(block.cid()))) {
      writer.write(block);
      writer.commit();
    }
    return file;
  }
}
