package dev.cairn.keystore;

import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Cuts what is to be written into batches of a size that engines take well. */
final class Chunks {

  /** Keys in a batch: about a megabyte of them. */
  static final int SIZE = 16_384;

  private Chunks() {}

  /** Returns the multihashes, each once and in their order, in pieces. */
  static List<List<Multihash>> distinct(Collection<Multihash> multihashes) {
    List<Multihash> distinct = new ArrayList<>(new LinkedHashSet<>(multihashes));
    List<List<Multihash>> chunks = new ArrayList<>();
    for (int start = 0; start < distinct.size(); start += SIZE) {
      chunks.add(distinct.subList(start, Math.min(start + SIZE, distinct.size())));
    }
    return chunks;
  }
}
