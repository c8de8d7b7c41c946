/**
 * The engine of the page {@code write-an-engine.md}: a store in two files, of which one only grows.
 *
 * <p>It is as safe for many threads and in closing as every {@link
 * dev.cairn.datastore.engine.EngineDatastore} is.
 *
 * <pre>{@code
 * try (Datastore store = LogDatastore.open(directory)) {
 *   store.put(Key.of("/greeting"), "hello".getBytes(UTF_8));
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.docs.engine;

import org.jspecify.annotations.NullMarked;
