package dev.cairn.car;

import dev.cairn.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks a graph of blocks depth first, each parent before its children, in the order of the links.
 *
 * <p>A block counts as walked by codec and multihash: bytes that were met as raw, and so without
 * links, may be met again as dag-pb, and then have some.
 */
final class DagWalk {

  /** Looks at a block. */
  @FunctionalInterface
  interface Visitor {

    /** Returns the links to follow; the parent is absent for a root. */
    List<Cid> visit(Cid cid, @Nullable Cid parent);
  }

  /** A block whose children are being walked; those of no block are the roots. */
  private record Branch(@Nullable Cid parent, Iterator<Cid> children) {}

  private final Visitor visitor;
  private final Set<Cid> walked = new HashSet<>();
  private final Deque<Branch> path = new ArrayDeque<>();

  DagWalk(Visitor visitor) {
    this.visitor = visitor;
  }

  void from(List<Cid> roots) {
    path.push(new Branch(null, roots.iterator()));
    while (!path.isEmpty()) {
      Branch branch = path.element();
      if (branch.children.hasNext()) {
        descend(branch.children.next(), branch.parent);
      } else {
        path.pop();
      }
    }
  }

  private void descend(Cid cid, @Nullable Cid parent) {
    if (walked.add(cid.toV1())) {
      List<Cid> links = visitor.visit(cid, parent);
      if (!links.isEmpty()) {
        path.push(new Branch(cid, links.iterator()));
      }
    }
  }
}
