package dev.cairn.repo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecPath;
import dev.cairn.datastore.spec.SpecProblem;
import dev.cairn.datastore.spec.SpecValue;
import dev.cairn.keystore.KeystoreDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code config} of a repository: Kubo's JSON, of which Cairn reads {@code Datastore.Spec}
 * and {@code Datastore.HashOnRead} and, of its own, {@code Cairn.Keystore.Spec}, {@code
 * Cairn.Keystore.Layout} and {@code Cairn.Mounts}. What else stands there is kept.
 */
final class RepositoryConfig {

  static final String FILE = "config";

  private static final SpecPath DATASTORE = SpecPath.ROOT.field("Datastore");
  private static final SpecPath SPEC = DATASTORE.field("Spec");
  private static final SpecPath CAIRN = SpecPath.ROOT.field("Cairn");
  private static final SpecPath KEYSTORE = CAIRN.field("Keystore");
  private static final SpecPath KEYSTORE_SPEC = KEYSTORE.field("Spec");
  private static final String MOUNTS = "Mounts";

  private final ObjectNode root;

  private RepositoryConfig(ObjectNode root) {
    this.root = root;
  }

  /** {@return the configuration of a new repository with the stores of a profile} */
  static RepositoryConfig of(Profile profile) {
    RepositoryConfig config = of(Spec.of(SPEC, profile.datastoreSpec()));
    config
        .root
        .putObject("Cairn")
        .putObject("Keystore")
        .set("Spec", SpecJson.toNode(profile.keystoreSpec()));
    return config;
  }

  /** {@return the configuration of a new repository with stores of any description} */
  static RepositoryConfig of(Spec spec) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    ObjectNode datastore = root.putObject("Datastore");
    datastore.put("StorageMax", "10GB");
    datastore.put("StorageGCWatermark", 90);
    datastore.put("GCPeriod", "1h");
    datastore.set("Spec", SpecJson.toNode(spec.fields()));
    datastore.put("HashOnRead", true);
    datastore.put("BloomFilterSize", 0);
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
   * @throws SpecException if a name stands twice in one of its objects
   * @throws DatastoreException if it cannot be read or is no JSON object
   */
  static RepositoryConfig read(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      byte[] text = Files.readAllBytes(file);
      List<SpecProblem> repeated = RepeatedNames.in(Json.MAPPER.createParser(text));
      if (!repeated.isEmpty()) {
        throw new SpecException(repeated);
      }
      if (Json.MAPPER.readTree(text) instanceof ObjectNode root) {
        return new RepositoryConfig(root);
      }
      throw unreadable(file, "it holds no object", null);
    } catch (JsonProcessingException e) {
      throw unreadable(file, Json.complaint(e), e);
    } catch (IOException e) {
      throw IoFailures.wrap("cannot read " + file, e);
    }
  }

  private static DatastoreException unreadable(
      Path file, String why, @Nullable JsonProcessingException cause) {
    return new DatastoreException(
        "%s is no JSON: %s; mend it or put a saved copy in its place".formatted(file, why), cause);
  }

  /** Writes the file, whole or not at all, with all that was read, whoever knows it. */
  void write(Path directory) throws IOException {
    byte[] text = (Json.pretty(root) + "\n").getBytes(StandardCharsets.UTF_8);
    DurableFiles.write(directory.resolve(FILE), text);
  }

  /**
   * {@return the description of the datastore}
   *
   * @throws SpecException if there is none, or it holds what no description can
   */
  Spec datastoreSpec() {
    JsonNode datastore = root.path("Datastore");
    if (datastore.path("Spec").isMissingNode()) {
      throw new SpecException(
          SPEC.text(),
          datastore.path("Type").asText("").isEmpty()
              ? "missing from the configuration; it says which datastores there are"
              : "missing from the configuration, which has a `Type` in the way of very old versions"
                  + " of Kubo; bring the repository up to date with Kubo first");
    }
    return spec(SPEC, datastore.path("Spec"));
  }

  /**
   * {@return the description of the keystore's generations, where the configuration has one}
   *
   * @throws SpecException if it holds what no description can
   */
  Optional<Spec> keystoreSpec() {
    JsonNode node = root.path("Cairn").path("Keystore").path("Spec");
    return node.isMissingNode() ? Optional.empty() : Optional.of(spec(KEYSTORE_SPEC, node));
  }

  /**
   * {@return the layout of the keystore, where the configuration has one}
   *
   * @throws SpecException if it is none of those that there are
   */
  Optional<KeystoreDirectory.Layout> keystoreLayout() {
    JsonNode node = root.path("Cairn").path("Keystore").path("Layout");
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    return switch (node.asText("")) {
      case "cairn" -> Optional.of(KeystoreDirectory.Layout.CAIRN);
      case "kubo" -> Optional.of(KeystoreDirectory.Layout.KUBO);
      default ->
          throw new SpecException(
              KEYSTORE.field("Layout").text(), "expected \"cairn\" or \"kubo\", found " + node);
    };
  }

  /**
   * {@return the mounts behind the repository's own blocks, in the order of lookup}
   *
   * @throws SpecException with everything that is wrong with their list
   */
  List<RepositoryMount> mounts() {
    return MountsJson.read(CAIRN.field(MOUNTS), root.path("Cairn").path(MOUNTS));
  }

  /**
   * {@return this configuration with other mounts}
   *
   * @param mounts in the order of lookup
   * @throws SpecException with everything that is wrong with them
   */
  RepositoryConfig withMounts(List<RepositoryMount> mounts) {
    ArrayNode list = MountsJson.write(CAIRN.field(MOUNTS), mounts);
    ObjectNode changed = root.deepCopy();
    ObjectNode cairn =
        changed.get("Cairn") instanceof ObjectNode own ? own : changed.putObject("Cairn");
    if (mounts.isEmpty()) {
      cairn.remove(MOUNTS);
    } else {
      cairn.set(MOUNTS, list);
    }
    return new RepositoryConfig(changed);
  }

  private static Spec spec(SpecPath where, JsonNode node) {
    SpecReader reader = new SpecReader(List.of());
    SpecValue value = reader.read(where, node);
    reader.requireNoProblem();
    return Spec.of(where, value);
  }

  /**
   * {@return whether the hash of every block is checked when it is read}
   *
   * @throws SpecException if it is neither true nor false
   */
  boolean hashOnRead() {
    JsonNode flag = root.path("Datastore").path("HashOnRead");
    if (flag.isMissingNode() || flag.isNull() || flag.isBoolean()) {
      return flag.booleanValue();
    }
    throw new SpecException(
        DATASTORE.field("HashOnRead").text(), "expected true or false, found " + flag);
  }
}
