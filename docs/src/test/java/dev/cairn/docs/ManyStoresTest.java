package dev.cairn.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.mount.AuxStore;
import dev.cairn.mount.BlockScrub;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.Eviction;
import dev.cairn.mount.Healing;
import dev.cairn.mount.Location;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.MultiBlockstoreOptions;
import dev.cairn.mount.Pace;
import dev.cairn.mount.Promotion;
import dev.cairn.mount.Removal;
import dev.cairn.mount.ScrubReport;
import dev.cairn.mount.Stranded;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of docs/many-stores.md. */
class ManyStoresTest {

  private static Blockstore store() {
    return DatastoreBlockstore.on(new MemoryDatastore());
  }

  @Test
  void one_cache_and_many_stores_work_as_the_page_says() {
    Blockstore ssd = store();
    Blockstore archive = store();
    Blockstore shared = store();
    Block archived = Block.raw("archived".getBytes(UTF_8));
    archive.put(archived);
    Block block = Block.raw("a block".getBytes(UTF_8));
    Cid cid = block.cid();

    // snippet: stores
    MultiBlockstore blocks =
        MultiBlockstore.builder()
            .cache("cache", ssd)
            .aux(AuxStore.of("archive", archive).trusted())
            .aux(AuxStore.of("shared", shared).writable())
            .options(
                MultiBlockstoreOptions.defaults()
                    .healing(Healing.ON_READ)
                    .promotion(Promotion.afterHits(3)))
            .build();
    // end

    // snippet: stores-writes
    blocks.put(block); // into the cache, and nowhere else
    blocks.mount("shared").orElseThrow().put(block); // into that store, which is writable
    Removal removal = blocks.remove(cid); // from the cache
    System.out.println(removal.outcome() + " " + removal.mounts()); // STILL_IN [shared]

    for (Location location : blocks.locate(cid)) {
      System.out.println(location.name() + " " + location.status()); // FOUND, ABSENT, CORRUPT, ...
    }
    // end
    assertThat(removal.outcome()).isEqualTo(Removal.Outcome.STILL_IN);
    assertThat(removal.mounts()).containsExactly("shared");
    assertThat(blocks.locate(cid))
        .extracting(Location::status)
        .containsExactly(Location.Status.ABSENT, Location.Status.ABSENT, Location.Status.FOUND);

    blocks.overwrite(archived);
    // snippet: stores-upkeep
    ScrubReport report =
        blocks
            .upkeep()
            .scrub(BlockScrub.of("cache").repairing().pace(Pace.bytesPerSecond(20 << 20)));
    Eviction evicted = blocks.upkeep().evictHeldElsewhere(CancellationToken.never());
    // end
    assertThat(report.isClean()).isTrue();
    assertThat(evicted.blocks()).isEqualTo(1);

    Blockstore disk = store();
    List<Multihash> pinned = List.of(archived.cid().multihash());
    // snippet: stores-unmount
    blocks.add(AuxStore.of("disk", disk), "shared"); // asked before it from now on
    long rescued = blocks.unmount("archive", pinned.iterator(), Stranded.RESCUE);
    // end
    assertThat(rescued).isEqualTo(1);
    assertThat(blocks.mounts()).containsExactly("cache", "disk", "shared");
    assertThat(blocks.has(archived.cid())).isTrue();
    blocks.close();
  }
}
