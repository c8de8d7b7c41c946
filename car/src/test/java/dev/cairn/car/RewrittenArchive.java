package dev.cairn.car;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the contract of all blockstores run on one that only reads: each write makes another
 * archive, and what is asked is asked of the newest.
 */
final class RewrittenArchive implements Blockstore {

  private final Path folder;
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<Multihash, Block> blocks = new LinkedHashMap<>();
  private final List<CarBlockstore> opened = new ArrayList<>();
  private volatile CarBlockstore newest;

  private RewrittenArchive(Path folder) {
    this.folder = folder;
    this.newest = written();
  }

  /** {@return the archive in a folder, without blocks where there is none yet} */
  static RewrittenArchive in(Path folder) {
    try {
      Files.createDirectories(folder);
      return new RewrittenArchive(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CarBlockstore written() {
    try {
      Path last = folder.resolve("last.car");
      if (opened.isEmpty() && Files.exists(last)) {
        CarReader.open(last).forEachRemaining(block -> blocks.put(block.cid().multihash(), block));
      }
      byte[] archive = Archives.archive(List.of(), blocks.values().toArray(new Block[0]));
      Path file = Files.write(folder.resolve(opened.size() + ".car"), archive);
      CarBlockstore store = CarBlockstore.open(file);
      opened.add(store);
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Runnable change) {
    writing.lock();
    try {
      newest.sync(); // refuses where it is closed
      change.run();
      newest = written();
    } finally {
      writing.unlock();
    }
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return newest.get(cid);
  }

  @Override
  public boolean has(Cid cid) {
    return newest.has(cid);
  }

  @Override
  public OptionalLong size(Cid cid) {
    return newest.size(cid);
  }

  @Override
  public void put(Block block) {
    putAll(List.of(block));
  }

  @Override
  public void putAll(Collection<Block> added) {
    write(() -> added.forEach(block -> blocks.put(block.cid().multihash(), block)));
  }

  @Override
  public void overwrite(Block block) {
    put(block);
  }

  @Override
  public void delete(Cid cid) {
    write(() -> blocks.remove(cid.multihash()));
  }

  @Override
  public CloseableIterator<Multihash> list() {
    return newest.list();
  }

  @Override
  public void sync() {
    newest.sync();
  }

  @Override
  public void close() {
    writing.lock();
    try {
      Closing.all(opened);
      Files.copy(
          folder.resolve((opened.size() - 1) + ".car"),
          folder.resolve("last.car"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writing.unlock();
    }
  }
}
