package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.blockstore.OrderedListing;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An aux as its owner may use it: what was declared writable is written to here, and nowhere else.
 * Closing the handle closes nothing; the mount is closed with its multi-blockstore.
 */
final class MountHandle implements Blockstore {

  private final MountedStore mount;
  private final Lifecycle lifecycle;
  private final WatchedWrites writes;

  MountHandle(MountedStore mount, Lifecycle lifecycle, WatchedWrites writes) {
    this.mount = mount;
    this.lifecycle = lifecycle;
    this.writes = writes;
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return using("get " + cid, () -> mount.store().get(cid));
  }

  @Override
  public <R> Optional<R> view(Cid cid, Function<ByteBuffer, R> reader) {
    lifecycle.enter();
    try {
      mount.requireUse();
      try {
        return mount.store().view(cid, reader);
      } finally {
        mount.endUse();
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public boolean has(Cid cid) {
    return using("look for " + cid, () -> mount.store().has(cid));
  }

  @Override
  public OptionalLong size(Cid cid) {
    return using("get the size of " + cid, () -> mount.store().size(cid));
  }

  @Override
  public void put(Block block) {
    write("put " + block.cid(), List.of(block), () -> mount.store().put(block));
  }

  @Override
  public void putAll(Collection<Block> blocks) {
    List<Block> all = List.copyOf(blocks);
    write("put " + all.size() + " blocks", all, () -> mount.store().putAll(all));
  }

  @Override
  public void overwrite(Block block) {
    write("overwrite " + block.cid(), List.of(block), () -> mount.store().overwrite(block));
  }

  @Override
  public void delete(Cid cid) {
    change("delete " + cid, () -> mount.store().delete(cid));
  }

  @Override
  public void deleteAll(Collection<Cid> cids) {
    change("delete " + cids.size() + " blocks", () -> mount.store().deleteAll(cids));
  }

  private void write(String attempt, List<Block> blocks, Runnable writing) {
    List<Multihash> multihashes = blocks.stream().map(block -> block.cid().multihash()).toList();
    change(attempt, () -> writes.run(multihashes, writing));
  }

  private void change(String attempt, Runnable change) {
    if (!mount.isWritable()) {
      throw new ReadOnlyDatastoreException(
          "cannot %s: the mount '%s' is only read; mount it as writable to change it"
              .formatted(attempt, mount.name()));
    }
    using(
        attempt,
        () -> {
          change.run();
          return true;
        });
  }

  @Override
  public CloseableIterator<Multihash> list() {
    lifecycle.enter();
    try {
      mount.requireUse();
      return new MountBlocks(lifecycle, mount);
    } finally {
      lifecycle.exit();
    }
  }

  /** Makes the writes durable; where there can be none, it does nothing. */
  @Override
  public void sync() {
    if (mount.isWritable()) {
      change("sync", mount.store()::sync);
    }
  }

  private <R> R using(String attempt, Supplier<R> use) {
    lifecycle.enter();
    try {
      return usingMount(attempt, use);
    } finally {
      lifecycle.exit();
    }
  }

  private <R> R usingMount(String attempt, Supplier<R> use) {
    mount.requireUse();
    try {
      return use.get();
    } catch (RuntimeException e) {
      throw mount.failure(attempt, e);
    } finally {
      mount.endUse();
    }
  }

  /** Offers what only lists; what a store can do beyond that may change it. */
  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    return ability == OrderedListing.class
        ? mount.store().capability(ability)
        : Blockstore.super.capability(ability);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "mount '" + mount.name() + "' of " + mount.store();
  }
}
