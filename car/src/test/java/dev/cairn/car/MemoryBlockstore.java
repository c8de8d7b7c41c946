package dev.cairn.car;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A blockstore in memory that remembers how it was written to, and lists in that order. */
class MemoryBlockstore implements Blockstore {

  /** The sizes of the batches that were stored together. */
  final List<Long> batches = new ArrayList<>();

  /** How many blocks were held at the last sync; -1 before the first. */
  int synced = -1;

  /** Which block was read how often. */
  final List<Cid> reads = new ArrayList<>();

  private final Map<Multihash, byte[]> blocks = new LinkedHashMap<>();

  static MemoryBlockstore of(Block... blocks) {
    MemoryBlockstore store = new MemoryBlockstore();
    store.putAll(List.of(blocks));
    return store;
  }

  int count() {
    return blocks.size();
  }

  /** Puts bytes under a name that is not theirs. */
  void putDamaged(Cid cid, byte[] data) {
    blocks.put(cid.multihash(), data);
  }

  @Override
  public Optional<Block> get(Cid cid) {
    reads.add(cid);
    return Optional.ofNullable(blocks.get(cid.multihash()))
        .map(data -> Block.wrapUnverified(cid, data.clone()));
  }

  @Override
  public boolean has(Cid cid) {
    return blocks.containsKey(cid.multihash());
  }

  @Override
  public OptionalLong size(Cid cid) {
    byte[] data = blocks.get(cid.multihash());
    return data == null ? OptionalLong.empty() : OptionalLong.of(data.length);
  }

  @Override
  public void put(Block block) {
    blocks.put(block.cid().multihash(), block.toBytes());
  }

  @Override
  public void putAll(Collection<Block> all) {
    batches.add(all.stream().mapToLong(Block::size).sum());
    all.forEach(this::put);
  }

  @Override
  public void overwrite(Block block) {
    put(block);
  }

  @Override
  public void delete(Cid cid) {
    blocks.remove(cid.multihash());
  }

  @Override
  public CloseableIterator<Multihash> list() {
    return listing(List.copyOf(blocks.keySet()));
  }

  static CloseableIterator<Multihash> listing(List<Multihash> all) {
    Iterator<Multihash> rest = all.iterator();
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return rest.hasNext();
      }

      @Override
      public Multihash next() {
        return rest.next();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void sync() {
    synced = blocks.size();
  }

  @Override
  public void close() {}
}
