package dev.cairn.keystore;

import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.List;

/** Multihashes that are collected until they are worth sorting. For one thread. */
final class Portion {

  static final int MOST = 1 << 16;
  private static final long MOST_BYTES = 8 << 20;

  private List<Multihash> multihashes = new ArrayList<>();
  private long bytes;

  /** Adds one, and returns whether these are enough. */
  boolean add(Multihash multihash) {
    multihashes.add(multihash);
    bytes += multihash.size();
    return multihashes.size() == MOST || bytes >= MOST_BYTES;
  }

  /** Returns what was collected, and begins anew. */
  List<Multihash> take() {
    List<Multihash> taken = multihashes;
    multihashes = new ArrayList<>();
    bytes = 0;
    return taken;
  }
}
