package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static dev.cairn.testkit.DatastoreContract.assertLacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a {@link Checkpoint} is: a store of its own, as the other was when it was made. */
public abstract class CheckpointContract extends DatastoreFixture {

  private static final Key KEY = Key.of("/prefix/3key3");

  /** Creates the contract for one test. */
  protected CheckpointContract() {}

  @Test
  void a_checkpoint_is_the_store_as_it_was_and_goes_its_own_way() {
    Checkpoint checkpoint = claimed(Checkpoint.class);
    Map<Key, byte[]> contents = Samples.tree(30);
    putAll(store(), contents);

    checkpoint.checkpoint(directory("copy"));
    store().put(KEY, Samples.bytes("written later"));
    store().delete(Key.of("/4key4"));

    Datastore copy = openAt("copy");
    contents.forEach((key, value) -> assertHolds(copy, key, value));
    assertThat(Datastores.count(copy, Query.all())).isEqualTo(contents.size());
    copy.put(KEY, Samples.bytes("written to the copy"));
    assertHolds(store(), KEY, Samples.bytes("written later"));
    assertLacks(store(), Key.of("/4key4"));
  }

  @Test
  void what_exists_is_refused_as_a_target_and_left() throws IOException {
    Checkpoint checkpoint = claimed(Checkpoint.class);
    store().put(KEY, Samples.bytes("value"));
    Path occupied = Files.createDirectory(directory("occupied"));
    Files.write(occupied.resolve("file"), Samples.bytes("content"));

    assertThatThrownBy(() -> checkpoint.checkpoint(occupied))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(occupied.toString());

    assertThat(occupied).isDirectoryContaining("glob:**/file");
    assertThat(StoreSurgery.files(occupied, "*")).hasSize(1);
  }

  @Test
  void what_cannot_be_written_leaves_nothing() throws IOException {
    Checkpoint checkpoint = claimed(Checkpoint.class);
    store().put(KEY, Samples.bytes("value"));
    Path file = Files.write(directory("file"), Samples.bytes("a file"));

    assertThatThrownBy(() -> checkpoint.checkpoint(file.resolve("below a file")))
        .isInstanceOf(DatastoreException.class);

    assertThat(file).hasBinaryContent(Samples.bytes("a file"));
    assertHolds(store(), KEY, Samples.bytes("value"));
  }
}
