package dev.cairn.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.testkit.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountedBlockstoreTest {

  private static final Block BLOCK = Block.raw("block".getBytes(StandardCharsets.UTF_8));

  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final Deque<Throwable> failures = new ArrayDeque<>();
  private boolean unlocked;

  private MountedBlockstore mount() {
    return new MountedBlockstore("far", this::open, clock);
  }

  private ElsewhereBlocks open() {
    Throwable failure = failures.poll();
    if (failure instanceof Error e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    }
    Blockstore blocks = DatastoreBlockstore.on(new MemoryDatastore());
    blocks.put(BLOCK);
    return new ElsewhereBlocks(blocks, () -> unlocked = true);
  }

  @Test
  void what_cannot_be_opened_fails_with_the_reason_and_is_opened_when_the_pause_is_over() {
    failures.add(new DatastoreException("the disk is not there"));
    failures.add(new DatastoreException("nor is it now"));
    try (MountedBlockstore mount = mount()) {
      assertThatThrownBy(() -> mount.has(BLOCK.cid())).hasMessageContaining("disk is not there");
      clock.advance(MountedBlockstore.PAUSE.minusMillis(1));
      assertThatThrownBy(() -> mount.has(BLOCK.cid()))
          .isInstanceOfSatisfying(DatastoreException.class, e -> assertThat(e.retryable()).isTrue())
          .hasMessageContaining("the mount 'far' is down: the disk is not there");

      clock.advance(MountedBlockstore.PAUSE);
      assertThatThrownBy(() -> mount.get(BLOCK.cid())).hasMessageContaining("nor is it now");

      clock.advance(MountedBlockstore.PAUSE);
      assertThat(mount.get(BLOCK.cid())).isPresent();
      assertThat(mount.list().toList()).containsExactly(BLOCK.cid().multihash());
    }
    assertThat(unlocked).isTrue();
  }

  @Test
  void nothing_is_opened_before_the_first_question() {
    failures.add(new DatastoreException("the disk is not there"));
    try (MountedBlockstore mount = mount()) {
      assertThat(failures).hasSize(1);
      assertThat(mount).hasToString("the mount 'far', which is not open");
      assertThatThrownBy(() -> mount.has(BLOCK.cid())).isInstanceOf(DatastoreException.class);
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void an_engine_without_its_native_library_is_a_mount_that_is_down() {
    failures.add(new UnsatisfiedLinkError("no library for this platform"));
    try (MountedBlockstore mount = mount()) {
      assertThatThrownBy(() -> mount.has(BLOCK.cid()))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("the mount 'far' is down: no library for this platform");
    }
  }

  @Test
  void that_somebody_has_it_stays_an_exception_of_its_own() {
    failures.add(new DatastoreLockedException("in use by process 7"));
    try (MountedBlockstore mount = mount()) {
      assertThatThrownBy(() -> mount.size(BLOCK.cid()))
          .isInstanceOf(DatastoreLockedException.class)
          .hasMessageContaining("process 7");
    }
  }

  @Test
  void everything_is_refused_after_closing_whether_it_was_opened_or_not() {
    MountedBlockstore asked = mount();
    assertThat(asked.has(BLOCK.cid())).isTrue();
    for (MountedBlockstore mount : List.of(asked, mount())) {
      mount.close();
      mount.close();
      assertThatThrownBy(() -> mount.get(BLOCK.cid())).isInstanceOf(DatastoreClosedException.class);
      assertThatThrownBy(mount::list).isInstanceOf(DatastoreClosedException.class);
    }
  }
}
