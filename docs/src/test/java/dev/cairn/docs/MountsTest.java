package dev.cairn.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.mount.BatchJournal;
import dev.cairn.mount.Mount;
import dev.cairn.mount.MountDatastore;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the page on mounts, run. */
class MountsTest {

  @Test
  void the_program_of_the_page_on_mounts_runs(@TempDir Path directory) {
    byte[] block = "block".getBytes(UTF_8);
    byte[] pin = "pin".getBytes(UTF_8);
    Datastore archive = new MemoryDatastore();
    Datastore rocks = RocksDbDatastore.open(directory.resolve("rocks"), RocksDbOptions.forBlocks());
    Datastore level = LevelDbDatastore.open(directory.resolve("level"), LevelDbOptions.defaults());
    // snippet: mounts
    MountDatastore mounts =
        MountDatastore.of(
            List.of(Mount.at("/blocks", rocks), Mount.at("/", level)),
            BatchJournal.in(directory.resolve("journal")));
    try (Batch batch = mounts.batch()) {
      batch.put(Key.of("/blocks/A"), block);
      batch.put(Key.of("/pins/A"), pin);
      batch.commit(); // both or neither, whatever dies meanwhile
    }

    mounts.mount(Mount.at("/archive", archive));
    Map<Key, Long> usages = mounts.diskUsages();
    Datastore unmounted = mounts.unmount(Key.of("/archive")); // open, and the caller's again
    // end

    assertThat(rocks.get(Key.of("/A"))).hasValue(block);
    assertThat(level.get(Key.of("/pins/A"))).hasValue(pin);
    assertThat(usages).containsOnlyKeys(Key.of("/blocks"), Key.ROOT);
    assertThat(unmounted).isSameAs(archive);
    assertThat(mounts.capability(DiskUsage.class)).isPresent();
    mounts.close();
    assertThat(archive.has(Key.of("/A"))).isFalse();
  }
}
