package dev.cairn.testkit;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** The least blockstore: a map in memory. */
class MapBlockstore implements Blockstore {

  private final Map<Multihash, Block> blocks = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private Map<Multihash, Block> blocks() {
    if (closed) {
      throw new DatastoreClosedException("the blockstore in memory is closed");
    }
    return blocks;
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return Optional.ofNullable(blocks().get(cid.multihash())).map(block -> block.withCid(cid));
  }

  @Override
  public boolean has(Cid cid) {
    return blocks().containsKey(cid.multihash());
  }

  @Override
  public OptionalLong size(Cid cid) {
    return get(cid).map(block -> OptionalLong.of(block.size())).orElse(OptionalLong.empty());
  }

  @Override
  public void put(Block block) {
    blocks().putIfAbsent(block.cid().multihash(), block);
  }

  @Override
  public void overwrite(Block block) {
    blocks().put(block.cid().multihash(), block);
  }

  @Override
  public void delete(Cid cid) {
    blocks().remove(cid.multihash());
  }

  @Override
  public CloseableIterator<Multihash> list() {
    Iterator<Multihash> multihashes = blocks().keySet().iterator();
    return new CloseableIterator<>() {
      private volatile boolean done;

      @Override
      public boolean hasNext() {
        if (done || closed) {
          throw new DatastoreClosedException("the listing is closed");
        }
        return multihashes.hasNext();
      }

      @Override
      public Multihash next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return multihashes.next();
      }

      @Override
      public void close() {
        done = true;
      }
    };
  }

  @Override
  public void sync() {
    blocks();
  }

  @Override
  public void close() {
    closed = true;
  }
}
