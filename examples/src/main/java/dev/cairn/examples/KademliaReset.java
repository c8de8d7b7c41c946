package dev.cairn.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.keystore.KeyspacePrefix;
import dev.cairn.keystore.Reset;
import dev.cairn.keystore.ResetResult;
import dev.cairn.keystore.ResettableKeystore;
import dev.cairn.multiformats.HashFunction;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.Profile;
import dev.cairn.repo.Repository;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a Kademlia DHT node announces, replaced whole from time to time: from an iterator, into a
 * fresh store, while the node goes on reading and adding.
 */
public final class KademliaReset {

  private static final int ANNOUNCED = 10_000;

  private KademliaReset() {}

  /**
   * Runs the example.
   *
   * @param arguments the directory to work in
   */
  public static void main(String[] arguments) {
    run(Path.of(arguments[0]), System.out);
  }

  static void run(Path directory, PrintStream out) {
    Repository.init(directory, Profile.DEFAULT);
    try (Repository repository = Repository.open(directory)) {
      ResettableKeystore keystore = repository.keystore();

      // A node adds what it begins to provide; it learns which of that is new.
      List<Multihash> added = keystore.put(List.of(multihash("old"), multihash("kept")));
      out.println("added " + added.size());

      ResetResult result = reset(keystore);
      out.println("reset from " + result.before() + " to " + result.after() + " keys");

      // The reprovider works region by region of the keyspace.
      KeyspacePrefix region = KeyspacePrefix.parse("0110");
      try (CloseableIterator<Multihash> keys = keystore.get(region)) {
        long announced = keys.stream().count();
        out.println("region 0110 holds " + announced + " of " + keystore.size());
      }
    }
  }

  private static ResetResult reset(ResettableKeystore keystore) {
    // Begin first, list the source afterwards: then nothing that is added meanwhile can be missed.
    try (Reset reset = keystore.reset()) {
      Iterator<Multihash> source =
          IntStream.range(0, ANNOUNCED).mapToObj(i -> multihash("block " + i)).iterator();
      reset.feed(source);

      // The node goes on: this is added to the old set and to the new one.
      keystore.put(List.of(multihash("added meanwhile")));

      // Durable when it returns; without it, closing would leave everything as it was.
      return reset.commit();
    }
  }

  private static Multihash multihash(String text) {
    return Multihash.digest(HashFunction.SHA2_256, text.getBytes(UTF_8));
  }
}
