package dev.cairn.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Key;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.Profile;
import dev.cairn.repo.Repository;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A node that keeps its blocks and its settings in a repository of its own. */
public final class EmbeddedNode implements AutoCloseable {

  private static final Key NAME = Key.of("/local/name");

  private final Repository repository;

  private EmbeddedNode(Repository repository) {
    this.repository = repository;
  }

  /**
   * Starts the node in a directory, as what it was when it was last closed there.
   *
   * @param directory becomes a repository at the first start
   * @return the node
   */
  public static EmbeddedNode start(Path directory) {
    if (!Files.exists(directory.resolve("config"))) {
      Repository.init(directory, Profile.DEFAULT);
    }
    return new EmbeddedNode(Repository.open(directory));
  }

  /**
   * Stores a text as a block. It is visible at once, and safe from loss of power when this returns.
   *
   * @param text the text
   * @return the CID by which anybody can ask for it
   */
  public Cid publish(String text) {
    Block block = Block.raw(text.getBytes(UTF_8));
    repository.blocks().put(block);
    repository.blocks().sync();
    return block.cid();
  }

  /**
   * Reads a text. Its hash has been checked against the CID; damage is an exception, never wrong
   * text.
   *
   * @param cid of any version and codec: a block is found by its multihash
   * @return the text
   */
  public String read(Cid cid) {
    byte[] bytes = repository.blocks().get(cid).orElseThrow().toBytes();
    return new String(bytes, UTF_8);
  }

  /**
   * Remembers the node's name: any key will do, blocks lie under {@code /blocks}.
   *
   * @param name the name
   */
  public void rename(String name) {
    repository.datastore().put(NAME, name.getBytes(UTF_8));
    repository.datastore().sync(NAME);
  }

  /** {@return the node's name, or nothing special where it has none} */
  public String name() {
    return repository.datastore().get(NAME).map(b -> new String(b, UTF_8)).orElse("nameless");
  }

  /** {@return how many blocks there are} A listing has to be closed; it completes or throws. */
  public long countBlocks() {
    long count = 0;
    try (CloseableIterator<Multihash> blocks = repository.blocks().list()) {
      while (blocks.hasNext()) {
        blocks.next();
        count++;
      }
    }
    return count;
  }

  /** Closes the repository, and so lets another process open it. */
  @Override
  public void close() {
    repository.close();
  }

  /**
   * Runs the example.
   *
   * @param arguments the directory to work in
   */
  public static void main(String[] arguments) {
    run(Path.of(arguments[0]), System.out);
  }

  static void run(Path directory, PrintStream out) {
    Cid cid;
    try (EmbeddedNode node = start(directory)) {
      cid = node.publish("the way is marked");
      node.rename("waymarker");
    }
    // The node was restarted; what it kept is there.
    try (EmbeddedNode node = start(directory)) {
      out.println(node.name() + " keeps " + node.countBlocks() + " block");
      out.println(cid + ": " + node.read(cid));
      // Who knows the same bytes by a CID of another codec finds them, too.
      out.println("as dag-pb: " + node.read(cid.withCodec(Multicodec.DAG_PB)));
    }
  }
}
