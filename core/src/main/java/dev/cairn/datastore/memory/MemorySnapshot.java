package dev.cairn.datastore.memory;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.View;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.QueryEngine;
import dev.cairn.datastore.engine.SnapshotDatastore;
import dev.cairn.datastore.memory.PersistentTree.Node;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tree that a {@link MemoryDatastore} had at one moment. */
final class MemorySnapshot extends SnapshotDatastore implements Snapshots, View {

  private final @Nullable Node root;

  MemorySnapshot(Lifecycle store, @Nullable Node root) {
    super("memory", store);
    this.root = root;
  }

  private Optional<byte[]> find(Key key) {
    if (lifecycle().isClosed()) {
      throw lifecycle().closedException();
    }
    return Optional.ofNullable(PersistentTree.get(root, key));
  }

  @Override
  public Optional<byte[]> get(Key key) {
    return find(key).map(byte[]::clone);
  }

  @Override
  public boolean has(Key key) {
    return find(key).isPresent();
  }

  @Override
  public OptionalLong size(Key key) {
    return find(key).stream().mapToLong(value -> value.length).findFirst();
  }

  @Override
  public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
    return find(key).map(value -> reader.apply(ByteBuffer.wrap(value).asReadOnlyBuffer()));
  }

  @Override
  public Results query(Query query) {
    return QueryEngine.run(
        query, (range, direction, needed) -> TreeScan.of(lifecycle(), root, range, direction));
  }

  @Override
  public Datastore snapshot() {
    lifecycle().enter();
    try {
      return new MemorySnapshot(lifecycle(), root);
    } finally {
      lifecycle().exit();
    }
  }

  @Override
  protected void release() {}
}
