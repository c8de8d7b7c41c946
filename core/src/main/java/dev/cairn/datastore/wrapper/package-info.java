/**
 * Stores around stores: each wrapper changes one thing about the store that it owns and passes the
 * rest on.
 *
 * <ul>
 *   <li>{@link dev.cairn.datastore.wrapper.NamespaceDatastore}, {@link
 *       dev.cairn.datastore.wrapper.TransformedDatastore}: other keys.
 *   <li>{@link dev.cairn.datastore.wrapper.ReadOnlyDatastore}, {@link
 *       dev.cairn.datastore.wrapper.QuotaDatastore}: fewer writes.
 *   <li>{@link dev.cairn.datastore.wrapper.AutoBatchingDatastore}, {@link
 *       dev.cairn.datastore.wrapper.RetryingDatastore}: later writes, repeated calls.
 *   <li>{@link dev.cairn.datastore.wrapper.ExpiringDatastore}: entries that expire.
 *   <li>{@link dev.cairn.datastore.wrapper.MeasuredDatastore}, {@link
 *       dev.cairn.datastore.wrapper.LoggingDatastore}, {@link
 *       dev.cairn.datastore.wrapper.TracedDatastore}, all by {@link
 *       dev.cairn.datastore.wrapper.ObservingDatastore}: somebody watches.
 * </ul>
 *
 * <p>All stand on one base, {@link dev.cairn.datastore.wrapper.ForwardingDatastore}, through which
 * {@link dev.cairn.datastore.Datastore#capability} tells the truth: an ability of the store below
 * is there only where the wrapper keeps its own promise with it.
 *
 * <p>Order matters. What writes more than it is told (an index of times, say) stands above what
 * counts; what repeats calls stands right above what fails.
 *
 * <p><b>Threads and closing.</b> As any datastore: any number of threads; a wrapper owns what it
 * wraps, so that closing the one closes the other. What a closed store below refuses, the wrapper
 * refuses.
 *
 * <pre>{@code
 * Datastore store = new NamespaceDatastore(
 *     new QuotaDatastore(engine, Quota.unlimited().withMaxBytes(10_000_000_000L)), Key.of("/app"));
 * }</pre>
 */
@NullMarked
package dev.cairn.datastore.wrapper;

import org.jspecify.annotations.NullMarked;
