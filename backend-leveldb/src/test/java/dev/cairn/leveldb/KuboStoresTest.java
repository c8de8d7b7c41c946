package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories that goleveldb wrote, as Kubo has them. */
final class KuboStoresTest {

  @TempDir Path temporary;

  private Path kubo = Path.of("");

  @BeforeEach
  void requireTheFixture() {
    kubo = Path.of(System.getProperty("cairn.fixtures", "missing"), "kubo-repo");
    assumeTrue(Files.isDirectory(kubo), () -> "no sample repository of Kubo in " + kubo);
  }

  @ParameterizedTest
  @CsvSource({
    "datastore, manifest.tsv, NATIVE",
    "datastore, manifest.tsv, PURE_JAVA",
    "provider-keystore/1, manifest-provider-keystore-1.tsv, NATIVE",
    "provider-keystore/1, manifest-provider-keystore-1.tsv, PURE_JAVA",
    "extra/datastore-snappy, extra/manifest-snappy.tsv, NATIVE",
    "extra/datastore-snappy, extra/manifest-snappy.tsv, PURE_JAVA",
  })
  void a_directory_of_kubo_is_read_where_it_lies_and_adopted_and_given_back(
      String folder, String manifest, Driver driver) throws IOException {
    LevelDbOptions options = LevelDbOptions.defaults().toBuilder().driver(driver).build();
    Map<String, String> expected = manifest(kubo.resolve(manifest));
    try (LevelDbDatastore reader = LevelDbDatastore.openReadOnly(kubo.resolve(folder), options)) {
      assertThat(contents(reader)).isEqualTo(expected);
    }

    Path copy = StoreSurgery.copy(kubo.resolve(folder), temporary.resolve("store"));
    for (Path file : StoreSurgery.files(copy, "*")) {
      assertThat(file.toFile().setWritable(true)).isTrue();
    }
    assertThat(LevelDbAdoption.adopt(copy)).isPositive();
    try (LevelDbDatastore store = LevelDbDatastore.open(copy, options)) {
      assertThat(contents(store)).isEqualTo(expected);
      store.put(Key.of("/of/cairn"), new byte[1]);
    }
    assertThat(LevelDbAdoption.giveBack(copy)).isPositive();
    try (LevelDbDatastore reader = LevelDbDatastore.openReadOnly(copy, options)) {
      assertThat(reader.has(Key.of("/of/cairn"))).isTrue();
    }
  }

  @Test
  void what_kubo_deleted_is_absent() throws IOException {
    try (LevelDbDatastore reader =
        LevelDbDatastore.openReadOnly(kubo.resolve("datastore"), LevelDbOptions.defaults())) {
      for (String line : Files.readAllLines(kubo.resolve("manifest-deleted.tsv"))) {
        assertThat(reader.has(Key.of(line.strip()))).as(line).isFalse();
      }
    }
  }

  /** {@return what LevelDB holds: blocks lie in flatfs} */
  private static Map<String, String> manifest(Path file) throws IOException {
    Map<String, String> manifest = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      List<String> fields = List.of(line.split("\t"));
      if (!fields.get(0).startsWith("/blocks/")) {
        manifest.put(fields.get(0), fields.get(1) + " " + fields.get(2));
      }
    }
    return manifest;
  }

  private static Map<String, String> contents(LevelDbDatastore store) {
    Map<String, String> contents = new TreeMap<>();
    for (Entry entry : store.query(Query.all()).toList()) {
      contents.put(entry.key().toString(), sha256(entry.value()) + " " + entry.value().length);
    }
    return contents;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
