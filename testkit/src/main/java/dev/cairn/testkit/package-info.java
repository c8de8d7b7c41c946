/**
 * The kit that every datastore, ours or a stranger's, proves itself with: abstract JUnit suites, a
 * store that fails on demand, and JVMs that are killed on purpose.
 *
 * <p>The author of an engine says how to open it, once for each contract, and inherits the tests:
 *
 * <pre>{@code
 * class MyDatastoreContractTest {
 *   @Nested
 *   class Values extends DatastoreContract {
 *     @Override
 *     protected Datastore open(Path directory) {
 *       return MyDatastore.open(directory);
 *     }
 *   }
 *   // and likewise QueryContract, LifecycleContract, BatchingContract, CrashContract
 * }
 * }</pre>
 *
 * <p>What a store promises less of than others (a kind of key that it refuses, results that see
 * later writes, no persistence) it says by overriding the methods of {@link
 * dev.cairn.testkit.DatastoreFixture}; the contract then asserts the lesser promise, and skips
 * nothing in silence.
 *
 * <p><b>Threads.</b> A contract runs its tests in any order, each on a store of its own. {@link
 * dev.cairn.testkit.FaultyDatastore} is as safe for many threads as what it wraps.
 *
 * <p><b>Closing.</b> A contract closes every store that it opened.
 *
 * <p><b>Chance.</b> Randomised tests print their seed; the system property {@code cairn.seed} takes
 * it back.
 */
@NullMarked
package dev.cairn.testkit;

import org.jspecify.annotations.NullMarked;
