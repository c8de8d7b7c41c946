/**
 * The kit that every datastore, ours or a stranger's, proves itself with: abstract JUnit suites,
 * stores that fail, wait and tell what was left open, and JVMs that are killed on purpose.
 *
 * <p>The author of an engine extends {@link dev.cairn.testkit.EngineContract}: one class says how
 * the store is opened and what it can do, and inherits the tests.
 *
 * <pre>{@code
 * class MyEngineTest extends EngineContract {
 *   @Override
 *   protected Datastore open(Path directory) {
 *     return MyDatastore.open(directory);
 *   }
 *
 *   @Override
 *   protected Set<Class<?>> capabilities() {
 *     return Set.of(Batching.class, DiskUsage.class);
 *   }
 * }
 * }</pre>
 *
 * <p>Whoever writes a wrapper or a composition takes the contracts that concern it one by one, such
 * as {@link dev.cairn.testkit.DatastoreContract} and {@link dev.cairn.testkit.QueryContract}; there
 * is one for each ability, too, such as {@link dev.cairn.testkit.SnapshotsContract}. For tests of
 * anything that stands on a store there are {@link dev.cairn.testkit.TempDatastore}, {@link
 * dev.cairn.testkit.FaultyDatastore}, {@link dev.cairn.testkit.DelayedDatastore}, {@link
 * dev.cairn.testkit.LeakTrackingDatastore} and {@link dev.cairn.testkit.GeneratingDatastore}.
 *
 * <p>What a store promises less of than others (a kind of key that it refuses, results that see
 * later writes, no persistence) it says by overriding the methods of {@link
 * dev.cairn.testkit.StoreUnderTest}; the contract then asserts the lesser promise, and skips
 * nothing in silence.
 *
 * <p><b>Threads.</b> A contract runs its tests in any order, each on a store of its own. The stores
 * of this kit are as safe for many threads as what they wrap.
 *
 * <p><b>Closing.</b> A contract closes every store that it opened, and fails a test that left
 * results or batches open.
 *
 * <p><b>Chance.</b> Randomised tests print their seed; the system property {@code cairn.seed} takes
 * it back. Tests that take minutes have the tag {@code soak}.
 */
@NullMarked
package dev.cairn.testkit;

import org.jspecify.annotations.NullMarked;
