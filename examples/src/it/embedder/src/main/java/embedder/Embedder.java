package embedder;

import dev.cairn.blockstore.Block;
import dev.cairn.repo.Profile;
import dev.cairn.repo.Repository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A program that knows Cairn by its Maven coordinates alone: a block in and out, on both engines. */
public final class Embedder {
  private Embedder() {}

  /**
   * Uses Cairn and fails loudly where it does not do its work.
   *
   * @param args a folder to work in
   */
  public static void main(String[] args) {
    for (Profile profile : Profile.values()) {
      keepBlock(Path.of(args[0]).resolve(profile.toString()), profile);
    }
  }

  private static void keepBlock(Path directory, Profile profile) {
    byte[] data = ("kept by " + profile).getBytes(StandardCharsets.UTF_8);
    Block block = Block.raw(data);
    Repository.init(directory, profile);
    try (Repository repository = Repository.open(directory)) {
      repository.blocks().put(block);
      repository.blocks().sync();
    }
    try (Repository repository = Repository.open(directory)) {
      byte[] kept = repository.blocks().get(block.cid()).orElseThrow().toBytes();
      if (!Arrays.equals(kept, data)) {
        throw new IllegalStateException(profile + ": other bytes came back for " + block.cid());
      }
    }
    System.out.println("embedder: " + profile + " kept " + block.cid());
  }
}
