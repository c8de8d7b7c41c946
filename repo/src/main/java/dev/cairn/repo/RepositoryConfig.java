package dev.cairn.repo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file {@code config} of a repository: Kubo's JSON, of which Cairn reads {@code Datastore.Spec}
 * and {@code Datastore.HashOnRead} and, of its own, {@code Cairn.Keystore.Spec}. What else stands
 * there is kept.
 */
final class RepositoryConfig {

  static final String FILE = "config";

  private static final String SPEC_PLACE = "Datastore.Spec";
  private static final String KEYSTORE_SPEC_PLACE = "Cairn.Keystore.Spec";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final JsonNode root;

  private RepositoryConfig(JsonNode root) {
    this.root = root;
  }

  /** {@return the configuration of a new repository} */
  static RepositoryConfig of(Profile profile) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode datastore = root.putObject("Datastore");
    datastore.put("StorageMax", "10GB");
    datastore.put("StorageGCWatermark", 90);
    datastore.put("GCPeriod", "1h");
    datastore.set("Spec", SpecJson.write(profile.datastoreSpec()));
    datastore.put("HashOnRead", true);
    datastore.put("BloomFilterSize", 0);
    root.putObject("Cairn")
        .putObject("Keystore")
        .set("Spec", SpecJson.write(profile.keystoreSpec()));
    return new RepositoryConfig(root);
  }

  /**
   * Checks that {@code directory} is a repository: that it has a configuration.
   *
   * @throws DatastoreException if it has none
   */
  static void requirePresent(Path directory) {
    if (!Files.exists(directory.resolve(FILE))) {
      throw new DatastoreException(
          "there is no repository in %s: it has no file 'config'; make one with 'cairn init --repo %s'"
              .formatted(directory, directory));
    }
  }

  /**
   * {@return the configuration of the repository in {@code directory}}
   *
   * @throws DatastoreException if it cannot be read or is no JSON
   */
  static RepositoryConfig read(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      return new RepositoryConfig(JSON.readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      throw new DatastoreException(
          "%s is no JSON: %s at line %d, column %d; mend it or put a saved copy in its place"
              .formatted(
                  file,
                  e.getOriginalMessage(),
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 0 : e.getLocation().getColumnNr()),
          e);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot read " + file, e);
    }
  }

  /** Writes the file, whole or not at all. */
  void write(Path directory) throws IOException {
    byte[] text = (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    DurableFiles.write(directory.resolve(FILE), text);
  }

  /**
   * {@return the description of the datastore}
   *
   * @throws SpecException if there is none
   */
  Spec datastoreSpec() {
    JsonNode node = root.path("Datastore").path("Spec");
    if (node.isMissingNode()) {
      throw new SpecException(
          SPEC_PLACE, "missing from the configuration; it says which datastores there are");
    }
    return Spec.of(SPEC_PLACE, SpecJson.read(SPEC_PLACE, node));
  }

  /** {@return the description of the keystore's generations, where the configuration has one} */
  Optional<Spec> keystoreSpec() {
    JsonNode node = root.path("Cairn").path("Keystore").path("Spec");
    return node.isMissingNode()
        ? Optional.empty()
        : Optional.of(Spec.of(KEYSTORE_SPEC_PLACE, SpecJson.read(KEYSTORE_SPEC_PLACE, node)));
  }

  /** {@return whether the hash of every block is checked when it is read} */
  boolean hashOnRead() {
    return root.path("Datastore").path("HashOnRead").asBoolean(false);
  }
}
