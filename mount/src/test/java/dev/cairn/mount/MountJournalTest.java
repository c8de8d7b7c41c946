package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.Together;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches across mounts with a journal: all of them or nothing, whatever dies or fails when. */
class MountJournalTest {

  private static final Key RESERVED = Key.of("/cairn/journal");
  private static final Key A = Key.of("/a");
  private static final Key FOO_A = Key.of("/foo/a");
  private static final Key ZOO_A = Key.of("/zoo/a");
  private static final byte[] OLD = "old".getBytes(UTF_8);
  private static final byte[] NEW = "new".getBytes(UTF_8);

  private static final Map<String, String> BEFORE =
      Map.of("/a", "old", "/foo/a", "old", "/foo/gone", "old", "/zoo/a", "old");
  private static final Map<String, String> AFTER =
      Map.of("/a", "new", "/b", "new", "/foo/a", "new", "/zoo/a", "new");

  /** What a step of a store may be; the journal below a key takes them too. */
  private static final EnumSet<Operation> STEPS =
      EnumSet.of(
          Operation.GET,
          Operation.GET_ALL,
          Operation.PUT,
          Operation.DELETE,
          Operation.QUERY,
          Operation.SYNC,
          Operation.BATCH,
          Operation.BATCH_PUT,
          Operation.BATCH_DELETE,
          Operation.COMMIT);

  @TempDir private Path directory = Path.of("");

  private final MemoryDatastore rootBelow = new MemoryDatastore();
  private final MemoryDatastore fooBelow = new MemoryDatastore();
  private final MemoryDatastore zooBelow = new MemoryDatastore();
  private FaultyDatastore root = new FaultyDatastore(rootBelow);
  private FaultyDatastore foo = new FaultyDatastore(fooBelow);
  private FaultyDatastore zoo = new FaultyDatastore(zooBelow);

  /** Where the journal lies. */
  enum Where {
    FILES,
    ENTRIES
  }

  private BatchJournal journal(Where where) {
    return where == Where.FILES
        ? BatchJournal.in(directory.resolve("journal"))
        : BatchJournal.below(RESERVED);
  }

  private MountDatastore open(Where where) {
    return MountDatastore.of(
        List.of(Mount.at("/", root), Mount.at("/foo", foo), Mount.at("/zoo", zoo)), journal(where));
  }

  /** The stores as another process finds them. */
  private MountDatastore reopened(Where where) {
    root = new FaultyDatastore(rootBelow);
    foo = new FaultyDatastore(fooBelow);
    zoo = new FaultyDatastore(zooBelow);
    return open(where);
  }

  private void reset() throws IOException {
    for (Datastore store : List.of(rootBelow, fooBelow, zooBelow)) {
      store.query(Query.all()).toList().forEach(entry -> store.delete(entry.key()));
    }
    rootBelow.put(A, OLD);
    fooBelow.put(Key.of("/a"), OLD);
    fooBelow.put(Key.of("/gone"), OLD);
    zooBelow.put(Key.of("/a"), OLD);
    for (Path file : recordFiles()) {
      Files.delete(file);
    }
    root = new FaultyDatastore(rootBelow);
    foo = new FaultyDatastore(fooBelow);
    zoo = new FaultyDatastore(zooBelow);
  }

  private List<Path> recordFiles() throws IOException {
    Path journal = directory.resolve("journal");
    if (!Files.exists(journal)) {
      return List.of();
    }
    try (var files = Files.list(journal)) {
      return files.toList();
    }
  }

  private static Batch changes(Batching mounts) {
    Batch batch = mounts.batch();
    for (Key key : List.of(A, Key.of("/b"), FOO_A, ZOO_A)) {
      batch.put(key, NEW);
    }
    batch.delete(Key.of("/foo/gone"));
    return batch;
  }

  private static Map<String, String> contents(Datastore store) {
    Map<String, String> contents = new TreeMap<>();
    for (var entry : store.query(Query.all().orderedBy(Order.KEY)).toList()) {
      contents.put(entry.key().toString(), new String(entry.value(), UTF_8));
    }
    return contents;
  }

  private static DatastoreException dead() {
    return new DatastoreException("the process is dead");
  }

  private void failSteps(LongPredicate schedule) {
    AtomicLong steps = new AtomicLong();
    for (FaultyDatastore store : List.of(root, foo, zoo)) {
      for (Operation operation : STEPS) {
        store.failWhen(
            operation, call -> schedule.test(steps.incrementAndGet()), MountJournalTest::dead);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_process_that_dies_at_any_step_leaves_all_of_a_batch_or_nothing(Where where)
      throws IOException {
    int died = 0;
    int completed = 0;
    boolean returned = false;
    for (long death = 1; !returned; death++) {
      reset();
      MountDatastore mounts = open(where);
      long last = death;
      failSteps(step -> step >= last);
      try {
        changes(mounts).commit();
        returned = true;
      } catch (DatastoreException e) {
        died++;
      }

      Map<String, String> held = contents(reopened(where));

      assertThat(held).as("dead at step %d", death).isIn(BEFORE, AFTER);
      assertThat(contents(rootBelow).keySet()).noneMatch(key -> key.startsWith("/cairn"));
      assertThat(recordFiles()).isEmpty();
      completed += held.equals(AFTER) && !returned ? 1 : 0;
    }
    assertThat(contents(reopened(where))).isEqualTo(AFTER);
    assertThat(died).isGreaterThan(10);
    assertThat(completed).as("deaths after which the journal completed it").isGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource
  void a_step_that_fails_once_leaves_nothing_of_a_batch_that_was_refused(Where where)
      throws IOException {
    boolean failed = true;
    for (long failure = 1; failed; failure++) {
      reset();
      MountDatastore mounts = open(where);
      long only = failure;
      AtomicLong steps = new AtomicLong();
      failSteps(step -> steps.incrementAndGet() == only);
      Map<String, String> expected = BEFORE;
      try {
        changes(mounts).commit();
        expected = AFTER;
      } catch (DatastoreException e) {
        assertThat(e).hasMessageContaining("the process is dead");
      }
      failed = steps.get() >= only;
      List.of(root, foo, zoo).forEach(FaultyDatastore::heal);

      assertThat(contents(mounts)).as("failed at step %d", failure).isEqualTo(expected);
      for (String key : List.of("/a", "/foo/a", "/zoo/a")) {
        mounts.put(Key.of(key), "later".getBytes(UTF_8));
      }
      assertThat(contents(reopened(where)))
          .as("failed at step %d, and opened again", failure)
          .containsEntry("/a", "later")
          .containsEntry("/foo/a", "later")
          .containsEntry("/zoo/a", "later");
      assertThat(recordFiles()).isEmpty();
    }
  }

  @Test
  void a_part_that_is_torn_is_taken_back_and_the_batch_says_that_it_is_not_atomic()
      throws IOException {
    reset();
    MountDatastore mounts = open(Where.FILES);
    foo.tearCommitAt(1, 1, () -> new NoSpaceException("the disk is full"));

    try (Batch batch = changes(mounts)) {
      assertThat(batch.atomic()).isFalse();
      assertThatThrownBy(batch::commit)
          .isInstanceOf(NoSpaceException.class)
          .hasMessage(
              "could not commit a batch (nothing was applied at [/zoo, /]) at /foo: the disk is"
                  + " full");
    }

    assertThat(contents(mounts)).isEqualTo(BEFORE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/foo", "/zoo"})
  void a_part_that_was_applied_before_its_store_failed_is_taken_back_too(String failing)
      throws IOException {
    reset();
    MountDatastore mounts = open(Where.FILES);
    FaultyDatastore store = Map.of("/", root, "/foo", foo, "/zoo", zoo).get(failing);
    store.failAfterCommitAt(1, MountJournalTest::dead);

    try (Batch batch = changes(mounts)) {
      assertThat(batch.atomic()).isTrue();
      assertThatThrownBy(batch::commit)
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("nothing was applied at")
          .hasMessageContaining("the process is dead");
    }

    assertThat(contents(mounts)).isEqualTo(BEFORE);
    assertThat(contents(reopened(Where.FILES))).isEqualTo(BEFORE);
  }

  @Test
  void a_part_that_was_applied_and_cannot_be_taken_back_is_completed() throws IOException {
    reset();
    MountDatastore mounts = open(Where.FILES);
    root.failAfterCommitAt(1, MountJournalTest::dead);
    root.failWhen(Operation.COMMIT, call -> call == 2, MountJournalTest::dead);

    assertThatThrownBy(() -> changes(mounts).commit())
        .isInstanceOfSatisfying(
            PartialCommitException.class, e -> assertThat(e.failed()).isEqualTo(Key.ROOT));
    mounts.put(A, NEW);

    assertThat(contents(mounts)).isEqualTo(AFTER);
  }

  @Test
  void where_the_last_disk_is_full_nothing_is_applied_and_nothing_is_in_doubt() throws IOException {
    reset();
    MountDatastore mounts = open(Where.FILES);
    root.fillUpAfter(0);

    assertThatThrownBy(() -> changes(mounts).commit()).isInstanceOf(NoSpaceException.class);

    assertThat(contents(mounts)).isEqualTo(BEFORE);
    assertThat(recordFiles()).isEmpty();
  }

  private void failToRemoveRecords() {
    root.failFromNowOn(Operation.DELETE, MountJournalTest::dead);
  }

  @Test
  void a_batch_that_failed_and_cannot_leave_the_journal_says_that_it_may_yet_be_applied()
      throws IOException {
    reset();
    MountDatastore mounts = open(Where.ENTRIES);
    foo.failAt(Operation.COMMIT, 1, MountJournalTest::dead);
    failToRemoveRecords();

    assertThatThrownBy(() -> changes(mounts).commit())
        .isInstanceOfSatisfying(
            PartialCommitException.class,
            e -> {
              assertThat(e.committed()).isEmpty();
              assertThat(e.failed()).isEqualTo(Key.of("/foo"));
              assertThat(e.discarded()).containsExactly(Key.of("/zoo"), Key.ROOT);
            })
        .hasMessageContaining("nothing of it is applied now")
        .hasMessageContaining("opened again before, it is applied, whole");

    assertThat(contents(reopened(Where.ENTRIES))).isEqualTo(AFTER);
  }

  @Test
  void a_record_that_could_not_be_removed_is_removed_when_the_mounts_are_closed()
      throws IOException {
    reset();
    MountDatastore mounts = open(Where.ENTRIES);
    foo.failAt(Operation.COMMIT, 1, MountJournalTest::dead);
    failToRemoveRecords();
    assertThatThrownBy(() -> changes(mounts).commit()).isInstanceOf(PartialCommitException.class);
    root.heal();
    foo.heal();
    long removals = root.calls(Operation.DELETE);

    mounts.close();

    assertThat(root.calls(Operation.DELETE)).isEqualTo(removals + 1);
  }

  @Test
  void mounts_with_a_batch_that_cannot_be_settled_are_closed_all_the_same() throws IOException {
    reset();
    MountDatastore mounts = open(Where.ENTRIES);
    foo.failAt(Operation.COMMIT, 1, MountJournalTest::dead);
    failToRemoveRecords();
    assertThatThrownBy(() -> changes(mounts).commit()).isInstanceOf(PartialCommitException.class);

    mounts.close();

    assertThat(List.of(root, foo, zoo)).allMatch(store -> store.calls(Operation.CLOSE) == 1);
  }

  @ParameterizedTest
  @EnumSource
  void a_batch_that_can_neither_be_applied_nor_taken_back_is_completed_before_its_keys_are_written(
      Where where) throws IOException {
    reset();
    MountDatastore mounts = open(where);
    foo.failFromNowOn(Operation.COMMIT, MountJournalTest::dead);
    zoo.failWhen(Operation.COMMIT, call -> call > 1, MountJournalTest::dead);

    assertThatThrownBy(() -> changes(mounts).commit())
        .isInstanceOfSatisfying(
            PartialCommitException.class,
            e -> {
              assertThat(e.committed()).containsExactly(Key.of("/zoo"));
              assertThat(e.failed()).isEqualTo(Key.of("/foo"));
              assertThat(e.discarded()).containsExactly(Key.ROOT);
            })
        .hasMessageContaining("completed from the journal");
    assertThatThrownBy(() -> mounts.put(A, "later".getBytes(UTF_8)))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("could not complete a batch at /zoo");
    assertThatThrownBy(() -> mounts.unmount(Key.of("/foo")))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("could not complete a batch");
    mounts.put(Key.of("/another"), OLD);
    mounts.delete(Key.of("/another"));

    foo.heal();
    zoo.heal();
    mounts.put(A, "later".getBytes(UTF_8));

    Map<String, String> expected = new TreeMap<>(AFTER);
    expected.put("/a", "later");
    assertThat(contents(mounts)).isEqualTo(expected);
    assertThat(contents(reopened(where))).isEqualTo(expected);
    assertThat(recordFiles()).isEmpty();
  }

  @Test
  void a_batch_in_one_store_is_not_journaled() {
    MountDatastore mounts = open(Where.ENTRIES);
    try (Batch batch = mounts.batch()) {
      batch.put(FOO_A, NEW);
      batch.delete(Key.of("/foo/b"));
      batch.commit();
    }

    assertThat(root.calls(Operation.PUT) + root.calls(Operation.SYNC)).isZero();
    assertThat(foo.calls(Operation.COMMIT)).isEqualTo(1);
    assertThat(mounts.get(FOO_A)).hasValue(NEW);
  }

  @Test
  void a_batch_across_stores_is_atomic_with_a_journal() {
    try (Batch batch = changes(open(Where.FILES))) {
      assertThat(batch.atomic()).isTrue();
      assertThat(batch.size()).isEqualTo(5);
    }
  }

  @Test
  void what_lies_below_the_key_of_the_journal_is_out_of_reach() {
    MountDatastore mounts = open(Where.ENTRIES);
    Key record = Key.of("/cairn/journal/record");
    rootBelow.put(record, OLD);

    assertThat(mounts.get(record)).isEmpty();
    assertThat(contents(mounts)).isEmpty();
    mounts.delete(record);
    assertThat(rootBelow.has(record)).isTrue();
    assertThatThrownBy(() -> mounts.put(record, NEW))
        .isInstanceOf(UnsupportedKeyException.class)
        .hasMessageContaining("is the journal's");
    mounts.put(RESERVED, NEW);
    assertThat(contents(mounts)).containsExactly(Map.entry("/cairn/journal", "new"));
    assertThatThrownBy(() -> mounts.unmount(Key.ROOT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the journal of batches lies there");
    assertThatThrownBy(() -> mounts.mount(Mount.at("/cairn/journal/x", new MemoryDatastore())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keep them apart");
  }

  @Test
  void a_journal_without_a_place_is_refused() {
    assertThatThrownBy(() -> BatchJournal.below(Key.ROOT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                MountDatastore.of(
                    List.of(Mount.at("/foo", foo)), BatchJournal.below(Key.of("/bar/journal"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no store is mounted above /bar/journal");
    assertThat(foo.has(A)).isFalse();
  }

  @Test
  void a_batch_too_large_for_the_journal_is_refused_and_writes_nothing() throws IOException {
    reset();
    BatchJournal small = BatchJournal.in(directory.resolve("journal")).withMostBytes(50);
    MountDatastore mounts =
        MountDatastore.of(
            List.of(Mount.at("/", root), Mount.at("/foo", foo), Mount.at("/zoo", zoo)), small);

    assertThatThrownBy(() -> changes(mounts).commit())
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("takes 50 bytes at once")
        .hasMessageContaining("withMostBytes");

    assertThat(contents(mounts)).isEqualTo(BEFORE);
    try (Batch batch = mounts.batch()) {
      batch.put(A, NEW);
      batch.put(FOO_A, NEW);
      batch.commit();
    }
    assertThat(mounts.get(FOO_A)).hasValue(NEW);
  }

  /** A record by hand: two parts, at /foo and /, of a put and a removal each. */
  private static final String RECORD =
      "434d4201" // CMB, 1
          + "02" // parts
          + "04"
          + "2f666f6f"
          + "02" // at /foo, of 2 writes
          + "02"
          + "2f61"
          + "04"
          + "6e6577" // /a: new
          + "05"
          + "2f676f6e65"
          + "00" // /gone: removed
          + "01"
          + "2f"
          + "01" // at /, of 1 write
          + "02"
          + "2f61"
          + "01"; // /a: empty

  private static byte[] record() {
    return sealed(RECORD);
  }

  private static byte[] sealed(String body) {
    CRC32C checksum = new CRC32C();
    checksum.update(HexFormat.of().parseHex(body));
    return HexFormat.of().parseHex(body + HexFormat.of().toHexDigits((int) checksum.getValue()));
  }

  private Path plant(byte[] record) throws IOException {
    Path journal = Files.createDirectories(directory.resolve("journal"));
    return Files.write(journal.resolve("0000000000000001.batch"), record);
  }

  @Test
  void a_record_has_the_bytes_that_are_documented() throws IOException {
    reset();
    Path file = plant(record());

    MountDatastore mounts = open(Where.FILES);

    assertThat(contents(mounts)).isEqualTo(Map.of("/a", "", "/foo/a", "new", "/zoo/a", "old"));
    assertThat(file).doesNotExist();

    List<byte[]> written = new ArrayList<>();
    try (Batch batch = mounts.batch()) {
      batch.put(A, new byte[0]);
      batch.put(FOO_A, NEW);
      batch.delete(Key.of("/foo/gone"));
      root.failWhen(
          Operation.COMMIT,
          call -> {
            written.add(read(file));
            return false;
          },
          MountJournalTest::dead);
      batch.commit();
    }
    assertThat(written).hasSize(1);
    assertThat(written.get(0)).isEqualTo(record());
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_damaged_record_is_told_of_and_nothing_is_written_or_closed() throws IOException {
    reset();
    byte[] whole = record();
    for (int bit = 0; bit < whole.length * 8; bit += 3) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      Path file = plant(damaged);

      assertThatThrownBy(() -> open(Where.FILES))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("may be half applied");
    }
    for (int length = 0; length < whole.length; length++) {
      plant(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> open(Where.FILES)).isInstanceOf(CorruptDataException.class);
    }
    assertThat(contents(rootBelow)).containsEntry("/a", "old");
    assertThat(contents(fooBelow)).containsEntry("/a", "old");
    assertThat(root.has(A)).isTrue();
  }

  @Test
  void a_record_of_other_mounts_is_told_of_and_kept() throws IOException {
    reset();
    Path file = plant(record());
    BatchJournal journal = journal(Where.FILES);

    assertThatThrownBy(() -> MountDatastore.of(List.of(Mount.at("/", root)), journal))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("it writes to the store at /foo")
        .hasMessageContaining("mount the same as then");
    List<Mount> masking =
        List.of(Mount.at("/", root), Mount.at("/foo", foo), Mount.at("/foo/a", zoo));
    plant(sealed("434d4201" + "01" + "04" + "2f666f6f" + "01" + "04" + "2f612f78" + "00"));
    assertThatThrownBy(() -> MountDatastore.of(masking, journal))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("it writes to the store at /foo");
    assertThat(file).exists();
    assertThat(contents(rootBelow)).containsEntry("/a", "old");
  }

  @Test
  void half_a_record_that_a_death_left_is_removed() throws IOException {
    Path journal = Files.createDirectories(directory.resolve("journal"));
    Path half = Files.write(journal.resolve("0000000000000007.batch.tmp"), new byte[] {'C', 'M'});

    open(Where.FILES).close();

    assertThat(half).doesNotExist();
    assertThat(journal).isEmptyDirectory();
  }

  @Test
  void writes_to_the_keys_of_a_batch_wait_for_it_and_others_do_not() throws IOException {
    reset();
    MountDatastore mounts = open(Where.FILES);
    CountDownLatch committing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    root.failWhen(
        Operation.COMMIT,
        call -> {
          committing.countDown();
          Awaitility.await().until(() -> goOn.getCount() == 0);
          return false;
        },
        MountJournalTest::dead);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Thread waiting =
        new Thread(
            () -> {
              mounts.put(ZOO_A, "later".getBytes(UTF_8));
              order.add("put");
            });
    try (Together threads = new Together()) {
      threads.start(() -> changes(mounts).commit());
      threads.start(
          () -> {
            committing.await();
            waiting.start();
            Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);
            mounts.put(Key.of("/zoo/other"), NEW);
            order.add("batch");
            goOn.countDown();
            waiting.join();
          });
    }

    assertThat(order).containsExactly("batch", "put");
    assertThat(contents(reopened(Where.FILES)))
        .containsEntry("/zoo/a", "later")
        .containsEntry("/zoo/other", "new")
        .containsEntry("/foo/a", "new");
  }

  @Test
  void batches_across_the_same_stores_by_many_threads_leave_the_whole_of_one_each_time()
      throws IOException {
    reset();
    MountDatastore mounts = open(Where.FILES);
    try (Together threads = new Together()) {
      for (int thread = 0; thread < 3; thread++) {
        int number = thread;
        threads.start(
            () -> {
              for (int i = 0; i < 15; i++) {
                try (Batch batch = mounts.batch()) {
                  byte[] value = (number + ":" + i).getBytes(UTF_8);
                  for (Key key : number % 2 == 0 ? List.of(A, FOO_A, ZOO_A) : List.of(A, FOO_A)) {
                    batch.put(key, value);
                  }
                  batch.put(Key.of("/own/" + number), value);
                  batch.commit();
                }
              }
            });
      }
    }

    Map<String, String> held = contents(mounts);
    assertThat(held.get("/a")).isEqualTo(held.get("/foo/a"));
    assertThat(held).containsEntry("/own/0", "0:14").containsEntry("/own/1", "1:14");
    assertThat(contents(reopened(Where.FILES))).isEqualTo(held);
  }
}
