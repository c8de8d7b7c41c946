package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a persistent store holds after a crash: what some prefix of its writes made, and that prefix
 * includes everything that was promised. A killed process loses no write that had returned; a loss
 * of power, none that was synced. Of an atomic batch there is all or nothing.
 *
 * <p>Processes are killed for real: another JVM writes by a script and says after each step that it
 * is done, until it dies. A loss of power is played with the files: they are copied while the store
 * is open, and what was appended to the newest log since the last sync is cut at any place.
 */
public abstract class DurabilityContract extends DatastoreFixture {

  private static final Key LOGGED = Key.of("/logged");
  private static final int WRITES = 60;
  private static final int CUTS = 20;
  private static final int LATEST_DEATH = 400;
  private static final int KILLS = 10;
  private static final int MANY_KILLS = 500;
  private static final int LATEST_DEATH_OF_MANY = 60;

  /** Creates the contract for one test. */
  protected DurabilityContract() {}

  /**
   * {@return a pattern for the names of the files that the engine only appends to, such as {@code
   * *.log}, in the order of their age; nothing where there are none}
   */
  protected Optional<String> logs() {
    return Optional.empty();
  }

  @BeforeEach
  final void onlyForPersistentStores() {
    assumeTrue(persistent(), "the store keeps nothing beyond its closing");
  }

  @RepeatedTest(3)
  void a_killed_process_leaves_what_its_returned_writes_made() {
    long seed = Seeds.seed();
    int death = 1 + new Random(seed).nextInt(LATEST_DEATH);

    ForkedJvm.Outcome outcome =
        ForkedJvm.of(
                CrashScript.class,
                nameForForks(),
                directory("crashed").toString(),
                Long.toString(seed))
            .killedAfter(death);

    assertThat(outcome.killed()).as("killed; it wrote %s", outcome.errors()).isTrue();
    int done = CrashScript.stepsDone(outcome.lines());
    assertThat(done).isGreaterThanOrEqualTo(death - 1);
    assertHoldsAPrefix(openAt("crashed"), seed, done, done + 1);
  }

  @RepeatedTest(5)
  void loss_of_power_leaves_a_prefix_of_the_writes_with_all_that_was_synced() throws IOException {
    long seed = Seeds.seed();
    Random random = new Random(seed);
    int synced = 30 + random.nextInt(30);
    int written = synced + random.nextInt(60);
    Datastore store = openAt("powered");
    CrashScript.run(store, seed, 0, synced);
    store.sync(CrashScript.ROOT);
    Path atTheSync = StoreSurgery.copy(directory("powered"), directory("synced"));
    LogTails logs = LogTails.of(directory("powered"), logs());
    CrashScript.run(store, seed, synced, written);

    Path left = StoreSurgery.copy(directory("powered"), directory("left"));
    logs.cutNewest(left, random);

    assertHoldsAPrefix(openAt("left"), seed, synced, written);
    try (Datastore complete = track(open(atTheSync))) {
      assertHoldsAPrefix(complete, seed, synced, synced);
    }
  }

  @Test
  void a_log_cut_anywhere_opens_with_the_writes_before_the_cut() throws IOException {
    assumeTrue(logs().isPresent(), "the store has no log");
    Random random = Seeds.random();
    Datastore store = openAt("logged");
    for (int write = 0; write < WRITES; write++) {
      int size = write % 20 == 7 ? 100_000 : random.nextInt(2_000);
      store.put(logged(write), Samples.bytes(random, size));
    }
    store.sync(LOGGED);
    Path whole = StoreSurgery.copy(directory("logged"), directory("whole"));
    long length = Files.size(LogTails.newest(whole, logs()).orElseThrow());

    int before = 0;
    for (long cut : random.longs(CUTS, 0, length).sorted().toArray()) {
      Path left = StoreSurgery.copy(whole, directory("cut-at-" + cut));
      Path log = LogTails.newest(left, logs()).orElseThrow();
      StoreSurgery.resize(log, cut);
      StoreSurgery.resize(log, cut + random.nextInt(2) * 70_000L); // as in a mapped file

      int held = writesHeld(left);

      assertThat(held).as("cut at %d of %d", cut, length).isGreaterThanOrEqualTo(before);
      before = held;
    }
    assertThat(writesHeld(whole)).isEqualTo(WRITES);
  }

  /** Opens a store, whose entries must be those of the first writes, and returns how many. */
  private int writesHeld(Path path) {
    try (Datastore store = track(open(path))) {
      List<Entry> held = store.query(Query.below(LOGGED).keysOnly().orderedBy(Order.KEY)).toList();
      for (int write = 0; write < held.size(); write++) {
        assertThat(held.get(write).key()).isEqualTo(logged(write));
      }
      return held.size();
    }
  }

  private static Key logged(int write) {
    return LOGGED.child(Key.of("/%04d".formatted(write)));
  }

  @Test
  void a_sync_covers_its_own_key_and_what_lies_below_it() throws IOException {
    Key key = Key.of("/synced/key");
    Key below = Key.of("/synced/key/below");
    for (Key each : new Key[] {key, below}) {
      if (supports(each)) {
        store().put(each, Samples.bytes("value of " + each));
      }
    }

    store().sync(key);
    StoreSurgery.copy(directory("store"), directory("left"));

    Datastore after = openAt("left");
    for (Key each : new Key[] {key, below}) {
      if (supports(each)) {
        assertHolds(after, each, Samples.bytes("value of " + each));
      }
    }
  }

  /** Asserts that a store holds what the first steps of a script made, as many as are allowed. */
  private static void assertHoldsAPrefix(Datastore store, long seed, int atLeast, int atMost) {
    Query all = Query.all().orderedBy(Order.KEY);
    boolean atomic = CrashScript.atomicBatching(store).isPresent();
    List<List<Shown>> allowed = new ArrayList<>();
    for (int steps = atLeast; steps <= atMost; steps++) {
      allowed.add(NaiveQuery.answer(all, CrashScript.contentsAfter(seed, steps, atomic)));
    }

    List<Shown> held = Shown.all(store.query(all));

    assertThat(allowed.contains(held))
        .as(
            "the %d entries are what %d to %d steps of the script made",
            held.size(), atLeast, atMost)
        .isTrue();
  }

  /**
   * {@return how often a process is killed in the tests of every build: 10 times, and less where
   * the stores below are killed by tests of their own}
   */
  protected int kills() {
    return KILLS;
  }

  @Test
  void no_acknowledged_batch_is_lost_and_every_batch_is_whole_after_any_number_of_kills() {
    assertKeepsBatchesOver(kills());
  }

  @Test
  @Tag("soak")
  void no_acknowledged_batch_is_lost_and_every_batch_is_whole_after_many_kills() {
    assertKeepsBatchesOver(MANY_KILLS);
  }

  private void assertKeepsBatchesOver(int kills) {
    Datastore empty = openAt("killed");
    assumeTrue(CrashScript.atomicBatching(empty).isPresent(), "the store has no atomic batches");
    empty.close();
    long seed = Seeds.seed();
    Random random = new Random(seed);
    int batches = 0;
    for (int kill = 0; kill < kills; kill++) {
      ForkedJvm.Outcome outcome =
          ForkedJvm.of(
                  BatchWriter.class,
                  nameForForks(),
                  directory("killed").toString(),
                  Long.toString(seed),
                  Integer.toString(batches))
              .killedAfter(1 + random.nextInt(LATEST_DEATH_OF_MANY));
      assertThat(outcome.killed()).as("killed; it wrote %s", outcome.errors()).isTrue();
      batches = assertHoldsBatches(seed, batches, batches + BatchWriter.acknowledged(outcome));
    }
  }

  /** Asserts that all acknowledged batches are there; returns how many there are. */
  private int assertHoldsBatches(long seed, int earlier, int acknowledged) {
    try (Datastore store = openAt("killed")) {
      for (int batch = earlier; batch < acknowledged; batch++) {
        assertThat(held(store, batch)).as("batch %d", batch).isEqualTo(shown(seed, batch));
      }
      boolean oneMore = !held(store, acknowledged).isEmpty();
      if (oneMore) {
        assertThat(held(store, acknowledged))
            .as("the batch at the kill")
            .isEqualTo(shown(seed, acknowledged));
      }
      int batches = acknowledged + (oneMore ? 1 : 0);
      assertThat(Datastores.count(store, Query.all())).isEqualTo(entries(seed, batches));
      return batches;
    }
  }

  private static List<Shown> held(Datastore store, int batch) {
    return Shown.all(store.query(Query.below(BatchWriter.folder(batch)).orderedBy(Order.KEY)));
  }

  private static List<Shown> shown(long seed, int batch) {
    return NaiveQuery.answer(Query.all(), BatchWriter.contents(seed, batch));
  }

  private static long entries(long seed, int batches) {
    long entries = 0;
    for (int batch = 0; batch < batches; batch++) {
      entries += BatchWriter.contents(seed, batch).size();
    }
    return entries;
  }
}
