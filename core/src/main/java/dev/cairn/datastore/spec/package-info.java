/**
 * Which datastore to open, described as a tree of values, and the drivers that open it.
 *
 * <p>A {@link dev.cairn.datastore.spec.Spec} is what Kubo keeps under {@code Datastore.Spec} of its
 * configuration, as values and not as JSON. A {@link dev.cairn.datastore.spec.DatastoreDriver},
 * found by {@link java.util.ServiceLoader}, declares the fields of one type and opens its leaves;
 * nobody needs to know its class. {@link dev.cairn.datastore.spec.DatastoreDrivers#check} finds
 * every mistake of a description, all at once, and opens nothing.
 *
 * <pre>{@code
 * Spec spec = Spec.leaf("rocksds", Map.of("path", "blocks"));
 * try (Datastore store = DatastoreDrivers.installed().open(spec, DriverContext.at(directory))) {
 *   store.put(Key.of("/greeting"), "hello".getBytes(UTF_8));
 * }
 * }</pre>
 *
 * <p>Everything here is immutable and safe for any thread; who opened a store closes it.
 */
@NullMarked
package dev.cairn.datastore.spec;

import org.jspecify.annotations.NullMarked;
