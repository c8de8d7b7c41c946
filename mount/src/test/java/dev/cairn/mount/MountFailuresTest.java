package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a mount makes of stores that fail. */
class MountFailuresTest {

  private static final byte[] VALUE = "value".getBytes(UTF_8);
  private static final Key BLOCK = Key.of("/blocks/A");

  private final RecordingDatastore blocksBelow = new RecordingDatastore(new MemoryDatastore());
  private final FaultyDatastore blocks = new FaultyDatastore(blocksBelow);
  private final RecordingDatastore rootBelow = new RecordingDatastore(new MemoryDatastore());
  private final FaultyDatastore root = new FaultyDatastore(rootBelow);
  private final MountDatastore mounts =
      MountDatastore.of(List.of(Mount.at("/blocks", blocks), Mount.at("/", root)));

  private static DatastoreException broken() {
    return new DatastoreException("the disk is broken");
  }

  private Map<Operation, ThrowingCallable> calls() {
    return Map.of(
        Operation.GET, () -> mounts.get(BLOCK),
        Operation.GET_ALL, () -> mounts.getAll(List.of(BLOCK)),
        Operation.HAS, () -> mounts.has(BLOCK),
        Operation.SIZE, () -> mounts.size(BLOCK),
        Operation.PUT, () -> mounts.put(BLOCK, VALUE),
        Operation.DELETE, () -> mounts.delete(BLOCK),
        Operation.QUERY, () -> mounts.query(Query.all()),
        Operation.SYNC, () -> mounts.sync(BLOCK),
        Operation.STEP, () -> mounts.query(Query.all()).hasNext(),
        Operation.BATCH, () -> mounts.batch().put(BLOCK, VALUE));
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"BATCH_PUT", "BATCH_DELETE", "COMMIT", "CLOSE"},
      mode = EnumSource.Mode.EXCLUDE)
  void a_failure_names_the_mountpoint_and_keeps_its_cause(Operation operation) {
    blocks.failFromNowOn(operation, MountFailuresTest::broken);

    assertThatThrownBy(calls().get(operation))
        .isExactlyInstanceOf(DatastoreException.class)
        .hasMessageStartingWith("could not ")
        .hasMessageContaining(" at /blocks: the disk is broken")
        .cause()
        .hasMessage("the disk is broken");
    blocks.heal();
    mounts.put(BLOCK, VALUE);
    assertThat(mounts.get(BLOCK)).hasValue(VALUE);
  }

  @Test
  void a_failure_in_a_batch_names_the_mountpoint_and_the_key() {
    blocks.failAt(Operation.BATCH_PUT, 1, MountFailuresTest::broken);
    blocks.failAt(Operation.BATCH_DELETE, 1, MountFailuresTest::broken);

    try (Batch batch = mounts.batch()) {
      assertThatThrownBy(() -> batch.put(BLOCK, VALUE))
          .hasMessage("could not put into a batch /blocks/A at /blocks: the disk is broken");
      assertThatThrownBy(() -> batch.delete(BLOCK))
          .hasMessage("could not delete in a batch /blocks/A at /blocks: the disk is broken");
      assertThat(batch.size()).isZero();
    }
  }

  static Stream<DatastoreException> kinds() {
    return Stream.of(
        new CorruptDataException("kind"),
        new DatastoreClosedException("kind"),
        new ReadOnlyDatastoreException("kind"),
        new UnsupportedKeyException("kind"),
        new NoSpaceException("kind"),
        new DatastoreLockedException("kind"),
        new CancelledException("kind"),
        new TransactionConflictException("kind"),
        new DatastoreException("kind", null, true),
        new DatastoreException("kind", null, false));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_failure_keeps_its_kind_and_whether_to_retry(DatastoreException failure) {
    blocks.failAt(Operation.PUT, 1, () -> failure);

    assertThatThrownBy(() -> mounts.put(BLOCK, VALUE))
        .isExactlyInstanceOf(failure.getClass())
        .hasMessage("could not put /blocks/A at /blocks: kind")
        .hasCause(failure)
        .extracting(e -> ((DatastoreException) e).retryable())
        .isEqualTo(failure.retryable());
  }

  @Test
  void a_kind_of_a_strangers_becomes_the_general_one_with_itself_as_cause() {
    blocks.failAt(Operation.GET, 1, StrangeException::new);

    assertThatThrownBy(() -> mounts.get(BLOCK))
        .isExactlyInstanceOf(DatastoreException.class)
        .hasMessageContaining("at /blocks: strange")
        .hasCauseInstanceOf(StrangeException.class)
        .extracting(e -> ((DatastoreException) e).retryable())
        .isEqualTo(true);
  }

  private static final class StrangeException extends DatastoreException {
    private static final long serialVersionUID = 1L;

    StrangeException() {
      super("strange", null, true);
    }
  }

  @Test
  void a_query_that_one_store_refuses_closes_the_listings_of_the_others() {
    mounts.put(Key.of("/a"), VALUE);
    for (FaultyDatastore failing : List.of(blocks, root)) {
      failing.failAt(Operation.QUERY, 1, MountFailuresTest::broken);

      assertThatThrownBy(() -> mounts.query(Query.all())).hasMessageContaining("broken");

      assertThat(blocksBelow.openResults + rootBelow.openResults).isZero();
    }
  }

  @Test
  void a_listing_that_one_store_breaks_off_closes_the_others_and_never_ends_in_silence() {
    for (String key : List.of("/a", "/blocks/1", "/blocks/2", "/z")) {
      mounts.put(Key.of(key), VALUE);
    }
    try (Results results = mounts.query(Query.all().orderedBy(Order.KEY))) {
      assertThat(results.next().key()).isEqualTo(Key.of("/a"));
      assertThat(results.next().key()).isEqualTo(Key.of("/blocks/1"));
      assertThat(blocksBelow.openResults + rootBelow.openResults).isEqualTo(2);
      blocks.failAt(Operation.STEP, 1, () -> new CorruptDataException("the checksum does not fit"));

      for (int call = 0; call < 3; call++) {
        assertThatThrownBy(results::hasNext)
            .isInstanceOf(CorruptDataException.class)
            .hasMessage("could not list at /blocks: the checksum does not fit");
        assertThatThrownBy(results::next).isInstanceOf(CorruptDataException.class);
      }

      assertThat(blocksBelow.openResults + rootBelow.openResults).isZero();
    }
  }

  @Test
  void sync_is_tried_in_every_store_and_all_failures_are_told() {
    blocks.failAt(Operation.SYNC, 1, MountFailuresTest::broken);
    root.failAt(Operation.SYNC, 1, MountFailuresTest::broken);

    var failure = catchThrowableOfType(DatastoreException.class, () -> mounts.sync(Key.ROOT));

    assertThat(failure).hasMessage("could not sync at /blocks: the disk is broken");
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(
            second -> assertThat(second).hasMessage("could not sync at /: the disk is broken"));

    blocks.failAt(Operation.SYNC, 1, MountFailuresTest::broken);
    assertThatThrownBy(() -> mounts.sync(Key.ROOT)).hasMessageContaining("at /blocks");
    assertThat(rootBelow.syncs).containsExactly(Key.ROOT);
  }

  @Test
  void close_closes_every_store_and_all_failures_are_told() {
    blocks.failAt(Operation.CLOSE, 1, MountFailuresTest::broken);
    root.failAt(Operation.CLOSE, 1, MountFailuresTest::broken);

    var failure = catchThrowableOfType(DatastoreException.class, mounts::close);

    assertThat(failure).hasMessage("could not close the store at /blocks: the disk is broken");
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(
            second ->
                assertThat(second)
                    .hasMessage("could not close the store at /: the disk is broken"));
    assertThat(List.of(blocksBelow.closings, rootBelow.closings)).containsOnly(1);
    mounts.close();
    assertThatThrownBy(() -> mounts.get(BLOCK)).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void a_batch_that_fails_in_the_first_store_is_not_applied_anywhere_and_keeps_the_kind() {
    blocks.failAt(Operation.COMMIT, 1, () -> new NoSpaceException("the disk is full"));
    try (Batch batch = mounts.batch()) {
      batch.put(BLOCK, VALUE);
      batch.put(Key.of("/a"), VALUE);

      assertThatThrownBy(() -> batch.commit(Durability.SYNCED))
          .isInstanceOf(NoSpaceException.class)
          .hasMessage(
              "could not commit a batch (nothing was applied at [/]) at /blocks: the disk is full");
    }

    assertThat(mounts.query(Query.all()).toList()).isEmpty();
    assertThat(blocksBelow.openBatches + rootBelow.openBatches).isZero();
  }

  @Test
  void a_failure_that_is_no_stores_is_passed_on_as_it_is() {
    var strange = new IllegalArgumentException("no such thing");
    var throwing = new ThrowingUsage(strange);
    var over = MountDatastore.of(List.of(Mount.at("/", throwing)));

    assertThatThrownBy(() -> over.get(BLOCK)).isSameAs(strange);
  }

  private static final class ThrowingUsage extends ForwardingDatastore {
    private final RuntimeException failure;

    ThrowingUsage(RuntimeException failure) {
      super(new MemoryDatastore());
      this.failure = failure;
    }

    @Override
    public Optional<byte[]> get(Key key) {
      throw failure;
    }
  }

  @Test
  void a_failure_to_measure_names_the_mountpoint() {
    var unmeasurable = new Unmeasurable();
    var over = MountDatastore.of(List.of(Mount.at("/x", unmeasurable)));

    assertThatThrownBy(() -> over.capability(DiskUsage.class).orElseThrow().diskUsage())
        .hasMessage("could not measure the disk usage at /x: the disk is broken");
  }

  private static final class Unmeasurable extends ForwardingDatastore implements DiskUsage {
    Unmeasurable() {
      super(new MemoryDatastore());
    }

    @Override
    public long diskUsage() {
      throw broken();
    }
  }
}
