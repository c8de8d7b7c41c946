package dev.cairn.car;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CancelledException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.UnsupportedHashException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One run of an export: fetches blocks, verifies them, writes each once, and keeps count. */
final class BlockExport {

  private final Blockstore source;
  private final CarWriter archive;
  private final ExportOptions options;
  private final CarProgress progress;
  private final BooleanSupplier cancelled;

  private final Set<Multihash> written = new HashSet<>();
  private final SortedMap<Long, Long> notFollowed = new TreeMap<>();
  private long blocks;
  private long bytes;
  private long missing;

  BlockExport(
      Blockstore source,
      CarWriter archive,
      ExportOptions options,
      CarProgress progress,
      BooleanSupplier cancelled) {
    this.source = source;
    this.archive = archive;
    this.options = options;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  /** Copies a block, unless it was copied before, without looking at its links. */
  void copy(Cid cid) {
    requireGoing();
    if (!written.contains(cid.multihash())) {
      fetch(cid, null).ifPresent(this::write);
    }
  }

  /**
   * Copies a block, unless it was copied before, and returns its links as far as they are known.
   */
  List<Cid> visit(Cid cid, @Nullable Cid parent) {
    requireGoing();
    if (options.links().isLeaf(cid) && written.contains(cid.multihash())) {
      return List.of();
    }
    Optional<Block> found = fetch(cid, parent);
    found.ifPresent(this::write);
    return found.map(this::linksOf).orElse(List.of());
  }

  private void requireGoing() {
    if (cancelled.getAsBoolean()) {
      throw new CancelledException(
          "the export was cancelled after "
              + blocks
              + " blocks; begin it anew for a whole archive");
    }
  }

  private Optional<Block> fetch(Cid cid, @Nullable Cid parent) {
    if (cid.multihash().isIdentity()) {
      return Optional.of(Block.wrapUnverified(cid, cid.multihash().digest()));
    }
    Optional<Block> found = source.get(cid);
    if (found.isEmpty()) {
      if (options.missingBlocks() == MissingBlocks.FAIL) {
        throw new MissingBlockException(cid, parent);
      }
      missing++;
    }
    found.ifPresent(this::verify);
    return found;
  }

  private void verify(Block block) {
    if (options.hashCheck() == HashCheck.NONE) {
      return;
    }
    try {
      block.verify();
    } catch (UnsupportedHashException e) {
      if (options.hashCheck() == HashCheck.ALL) {
        throw e;
      }
    }
  }

  private void write(Block block) {
    Multihash multihash = block.cid().multihash();
    if (multihash.isIdentity() && options.identityBlocks() == IdentityBlocks.OMITTED) {
      return;
    }
    if (!written.add(multihash)) {
      return;
    }
    archive.write(block);
    blocks++;
    bytes += block.size();
    progress.at(archive.bytes(), OptionalLong.empty());
  }

  private List<Cid> linksOf(Block block) {
    Optional<List<Cid>> links = options.links().of(block);
    if (links.isEmpty()) {
      notFollowed.merge(block.cid().codec(), 1L, Long::sum);
    }
    return links.orElse(List.of());
  }

  ExportResult result() {
    return new ExportResult(blocks, bytes, missing, notFollowed);
  }
}
