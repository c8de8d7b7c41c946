/**
 * A repository: one directory that holds blocks, a datastore and a keystore as its configuration
 * names them, opened as one object.
 *
 * <p>The directory has the shape of Kubo's: {@code config} with {@code Datastore.Spec}, {@code
 * datastore_spec} with what of it lies on disk, {@code version}, {@code repo.lock}, and the stores.
 * This package is the composition root: it alone knows JSON, and it finds the engines by their
 * drivers.
 *
 * <p><b>Threads.</b> A {@link dev.cairn.repo.Repository} and what it gives out may be used by any
 * number of threads. <b>Closing</b> it closes all of that.
 *
 * <pre>{@code
 * Repository.init(directory, Profile.DEFAULT);
 * try (Repository repository = Repository.open(directory)) {
 *   Block block = Block.raw("hello".getBytes(UTF_8));
 *   repository.blocks().put(block);
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.repo;

import org.jspecify.annotations.NullMarked;
