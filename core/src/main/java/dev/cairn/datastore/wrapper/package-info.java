/**
 * Stores around stores: each wrapper changes one thing about the store that it owns and passes the
 * rest on.
 *
 * <p>All stand on one base, {@link dev.cairn.datastore.wrapper.ForwardingDatastore}, through which
 * {@link dev.cairn.datastore.Datastore#capability} tells the truth: an ability of the store below
 * is there only where the wrapper keeps its own promise with it.
 *
 * <p><b>Threads and closing.</b> As any datastore: any number of threads; a wrapper owns what it
 * wraps, so that closing the one closes the other.
 *
 * <pre>{@code
 * Datastore shown = new ReadOnlyDatastore(store);
 * }</pre>
 */
@NullMarked
package dev.cairn.datastore.wrapper;

import org.jspecify.annotations.NullMarked;
