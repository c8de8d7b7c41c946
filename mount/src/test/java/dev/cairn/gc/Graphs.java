package dev.cairn.gc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.MultiformatException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Graphs of blocks for tests. A node is a text: its name in the first line, and in each further
 * line the CID of a block that it links to. Nodes have the codec dag-pb or dag-cbor, leaves raw.
 */
final class Graphs {

  static final BlockLinks LINKS =
      BlockLinks.of(cid -> cid.codec() == Multicodec.RAW, Graphs::linksOf);

  private Graphs() {}

  static Block leaf(String name) {
    return Block.raw(name.getBytes(UTF_8));
  }

  static Block node(String name, Block... children) {
    return node(name, Arrays.stream(children).map(Block::cid).toList());
  }

  static Block node(String name, List<Cid> links) {
    String lines = links.stream().map(cid -> "\n" + cid).collect(Collectors.joining());
    return Block.of(Multicodec.DAG_PB, (name + lines).getBytes(UTF_8));
  }

  private static Optional<List<Cid>> linksOf(Block block) {
    long codec = block.cid().codec();
    if (codec != Multicodec.DAG_PB && codec != Multicodec.DAG_CBOR) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new String(block.toBytes(), UTF_8).lines().skip(1).map(Cid::parse).toList());
    } catch (MultiformatException e) {
      throw new CorruptDataException("the block " + block.cid() + " is no node", e);
    }
  }
}
