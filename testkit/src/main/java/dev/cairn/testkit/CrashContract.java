package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/**
 * What a persistent store holds after its process was killed: all that had returned, and of the
 * write in progress all or nothing.
 *
 * <p>Another JVM writes by a script and says after each step that it is done; it is killed at a
 * random step, and the store must then be as it was after some whole number of steps, none of the
 * done ones missing.
 */
public abstract class CrashContract extends DatastoreFixture {

  private static final int LATEST_DEATH = 400;

  /** Creates the contract for one test. */
  protected CrashContract() {}

  @RepeatedTest(3)
  void a_killed_process_leaves_what_its_returned_writes_made() {
    assumeTrue(persistent(), "the store keeps nothing beyond its closing");
    long seed = Seeds.seed();
    int death = 1 + new Random(seed).nextInt(LATEST_DEATH);

    ForkedJvm.Outcome outcome =
        ForkedJvm.of(
                CrashScript.class,
                getClass().getName(),
                directory("crashed").toString(),
                Long.toString(seed))
            .killedAfter(death);

    assertThat(outcome.killed()).as("killed; it wrote %s", outcome.errors()).isTrue();
    int done = CrashScript.stepsDone(outcome.lines());
    assertThat(done).isGreaterThanOrEqualTo(death - 1);
    Datastore store = openAt("crashed");
    Query all = Query.all().orderedBy(Order.KEY);
    List<Shown> held = Shown.all(store.query(all));
    boolean atomic = CrashScript.atomicBatching(store).isPresent();
    assertThat(held)
        .as("after %d steps, or one more", done)
        .isIn(
            NaiveQuery.answer(all, CrashScript.contentsAfter(seed, done, atomic)),
            NaiveQuery.answer(all, CrashScript.contentsAfter(seed, done + 1, atomic)));
  }
}
