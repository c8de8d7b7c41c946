/**
 * A datastore in memory: for tests, for caches, and for what need not outlive the process.
 *
 * <p>It is safe for any number of threads; readers never wait. Closing it closes the results and
 * batches that it handed out.
 *
 * <pre>{@code
 * try (var store = new MemoryDatastore()) {
 *   store.put(Key.of("/greeting"), "hello".getBytes(UTF_8));
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.datastore.memory;

import org.jspecify.annotations.NullMarked;
