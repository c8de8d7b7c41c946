package dev.cairn.gc;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.UnsupportedHashException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks over graphs of blocks, depth first and without recursion, and meets every block once for
 * each codec that it is read by: a block that was met as raw has no links, and has to be followed
 * when it turns up as dag-pb. Leaves are never read. For one thread.
 */
final class DagWalk {

  private final CheckedReads blocks;
  private final BlockLinks links;
  private final BlockSet seen;
  private final Observer observer;
  private final CancellationToken cancellation;
  private final Deque<Step> path = new ArrayDeque<>();

  /** Sees where a walk gets to. */
  interface Observer {

    /**
     * A block was reached for the first time, and nothing of it was looked at. Returns whether to
     * go on.
     */
    boolean reached(Cid cid);

    /** A leaf was reached for the first time; the walk itself does not ask whether it is there. */
    default Optional<WalkFailure.Kind> checkLeaf(Cid cid) {
      return Optional.empty();
    }

    /** A block could not be followed; the walk goes on with the next. */
    void failed(WalkFailure failure);
  }

  /** A block on the way, and its links that were not followed yet. */
  private static final class Step {
    final Cid cid;
    final List<Cid> links;
    int next;

    Step(Cid cid, List<Cid> links) {
      this.cid = cid;
      this.links = links;
    }
  }

  DagWalk(
      CheckedReads blocks,
      BlockLinks links,
      BlockSet seen,
      Observer observer,
      CancellationToken cancellation) {
    this.blocks = blocks;
    this.links = links;
    this.seen = seen;
    this.observer = observer;
    this.cancellation = cancellation;
  }

  /**
   * Walks over what can be reached from a block. Returns whether it came to the end; if not, the
   * observer has stopped it, and {@link #pathTo} tells where.
   *
   * @throws CancelledException if it was cancelled
   */
  boolean from(Cid root) {
    boolean goesOn = begin(root);
    while (goesOn && !isOver()) {
      goesOn = step();
    }
    return goesOn;
  }

  /** Meets a block, and begins a walk from it. Returns whether the observer wants to go on. */
  boolean begin(Cid root) {
    path.clear();
    return enter(root);
  }

  /** Returns whether all was met that can be reached from where the walk began. */
  boolean isOver() {
    return path.isEmpty();
  }

  /** Goes one step in a walk that is not over. Returns whether the observer wants to go on. */
  boolean step() {
    Step step = path.getLast();
    if (step.next < step.links.size()) {
      return enter(step.links.get(step.next++));
    }
    path.removeLast();
    return true;
  }

  /** Returns the way from the root to a block that was just reached. */
  List<Cid> pathTo(Cid cid) {
    List<Cid> cids = new ArrayList<>(path.size() + 1);
    path.forEach(step -> cids.add(step.cid));
    cids.add(cid);
    return cids;
  }

  private boolean enter(Cid cid) {
    if (cancellation.isCancelled()) {
      cancellation.check("the walk over a graph of blocks, at " + cid);
    }
    boolean isLeaf = links.isLeaf(cid);
    boolean isNew = isLeaf ? seen.mark(cid.multihash()) : seen.visit(cid.multihash(), cid.codec());
    if (!isNew) {
      return true;
    }
    if (!observer.reached(cid)) {
      return false;
    }
    if (isLeaf) {
      checkLeaf(cid);
    } else {
      List<Cid> children = follow(cid);
      if (!children.isEmpty()) {
        path.addLast(new Step(cid, children));
      }
    }
    return true;
  }

  private void checkLeaf(Cid cid) {
    try {
      observer.checkLeaf(cid).ifPresent(kind -> fail(cid, kind, missing(cid)));
    } catch (DatastoreClosedException | CancelledException e) {
      throw e;
    } catch (DatastoreException e) {
      fail(cid, WalkFailure.Kind.UNREADABLE, e);
    }
  }

  private List<Cid> follow(Cid cid) {
    try {
      Optional<Block> block = blocks.get(cid);
      if (block.isEmpty()) {
        fail(cid, WalkFailure.Kind.MISSING, missing(cid));
        return List.of();
      }
      @Nullable List<Cid> known = links.of(block.get()).orElse(null);
      if (known == null) {
        fail(cid, WalkFailure.Kind.UNKNOWN_CODEC, unknownCodec(cid));
        return List.of();
      }
      return known;
    } catch (DatastoreClosedException | CancelledException e) {
      throw e;
    } catch (CorruptDataException e) {
      fail(cid, WalkFailure.Kind.CORRUPT, e);
    } catch (DatastoreException | UnsupportedHashException e) {
      fail(cid, WalkFailure.Kind.UNREADABLE, e);
    }
    return List.of();
  }

  private void fail(Cid cid, WalkFailure.Kind kind, RuntimeException cause) {
    observer.failed(new WalkFailure(pathTo(cid), kind, cause));
  }

  private static DatastoreException missing(Cid cid) {
    return new DatastoreException(
        "the block "
            + cid
            + " is in none of the mounts; fetch it again, or unpin what links to it");
  }

  private static DatastoreException unknownCodec(Cid cid) {
    return new DatastoreException(
        "the links of %s cannot be read, since its codec 0x%x is not known here; add it to the links that are in use (Links.with), or unpin what links to it"
            .formatted(cid, cid.codec()));
  }
}
