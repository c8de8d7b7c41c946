package dev.cairn.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.gc.BlockLinks;
import dev.cairn.gc.CollectionOptions;
import dev.cairn.gc.CollectionReport;
import dev.cairn.gc.CollectionSchedule;
import dev.cairn.gc.Collector;
import dev.cairn.gc.KeepReason;
import dev.cairn.gc.PinOptions;
import dev.cairn.gc.Pins;
import dev.cairn.gc.Token;
import dev.cairn.gc.Watermark;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.links.Links;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.Removal;
import dev.cairn.multiformats.Multicodec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on pins and garbage collection, run. */
class CollectionGuideTest {

  @Test
  void what_the_page_on_garbage_collection_shows_runs(@TempDir Path directory) {
    Datastore datastore = LevelDbDatastore.open(directory, LevelDbOptions.defaults());
    MultiBlockstore blocks =
        MultiBlockstore.builder().cache("cache", DatastoreBlockstore.on(datastore)).build();
    Block leaf = Block.raw("leaf".getBytes(UTF_8));
    // a dag-pb node with one link and nothing else
    byte[] node = new byte[4 + leaf.cid().size()];
    System.arraycopy(new byte[] {0x12, 0x26, 0x0a, 0x24}, 0, node, 0, 4);
    System.arraycopy(leaf.cid().toBytes(), 0, node, 4, leaf.cid().size());
    Block root = Block.of(Multicodec.DAG_PB, node);

    // snippet: pins
    Links known = Links.standard();
    Pins pins = Pins.on(datastore, blocks, BlockLinks.of(known::isLeaf, known::of));

    try (Token token = pins.locker().open("import of May")) {
      blocks.putAll(List.of(leaf, root));
      pins.add(root.cid(), PinOptions.recursive().named("May").within(token));
    }

    Optional<KeepReason> why = pins.whyKept(leaf.cid(), CancellationToken.never());
    // end
    assertThat(why.orElseThrow().path()).containsExactly(root.cid(), leaf.cid());

    // snippet: collect
    Collector collector = Collector.of(pins);
    CollectionReport plan = collector.collect(CollectionOptions.defaults().dryRun());
    CollectionReport done =
        collector.collect(
            CollectionOptions.defaults()
                .freeing(2L << 30) // enough is enough
                .thenReclaiming(datastore));
    // end
    assertThat(plan.swept()).isZero();
    assertThat(done.kept()).isEqualTo(2);

    // snippet: remove-block
    pins.remove(root.cid());
    Removal removal = collector.removeBlock(leaf.cid(), CancellationToken.never());
    // end
    assertThat(removal.outcome()).isEqualTo(Removal.Outcome.DELETED);

    ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    // snippet: collection-schedule
    DiskUsage usage = Datastores.require(datastore, DiskUsage.class);
    CollectionSchedule schedule =
        CollectionSchedule.above(
                collector,
                CollectionOptions.defaults().thenReclaiming(datastore),
                Watermark.of(10L << 30),
                usage::diskUsage,
                Clock.systemUTC())
            .orEvery(Duration.ofDays(7));
    schedule.start(executor, Duration.ofMinutes(10));
    // end
    assertThat(schedule.look()).isEmpty();
    schedule.close();
    executor.shutdownNow();
    collector.close();
    pins.close();
    blocks.close();
  }
}
