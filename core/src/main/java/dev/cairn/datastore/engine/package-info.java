/**
 * What the author of an engine builds on: the {@link dev.cairn.datastore.engine.QueryEngine}, which
 * answers every query from a scan of a range of keys, and the {@link
 * dev.cairn.datastore.engine.Lifecycle}, which keeps calls and closing apart.
 *
 * <p>An engine that puts every native call between {@link
 * dev.cairn.datastore.engine.Lifecycle#enter} and {@link
 * dev.cairn.datastore.engine.Lifecycle#exit}, and lists by a {@link
 * dev.cairn.datastore.engine.GuardedScan}, cannot touch a freed handle, whatever its callers do.
 *
 * <p>An embedded engine that keeps its store in a directory need not do even that: it implements
 * {@link dev.cairn.datastore.engine.StorageEngine}, unguarded calls and cursors, and {@link
 * dev.cairn.datastore.engine.EngineDatastore} makes a datastore of it, with snapshots and range
 * deletion where the engine says that it can.
 *
 * <pre>{@code
 * public Results query(Query query) {
 *   return QueryEngine.run(query, this::scan);
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.datastore.engine;

import org.jspecify.annotations.NullMarked;
