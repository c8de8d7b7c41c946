package dev.cairn.cli;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.repo.DatastoreInstance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Raw keys and values, as Kubo's {@code ipfs diag datastore} has them. */
@Command(
    name = "datastore",
    description =
        "Reads and writes raw keys. A KEY is a path, or hex: and the digits of a binary name.")
final class DatastoreCommand implements Runnable {

  private static final String STANDARD_INPUT = "-";

  @ParentCommand private @Nullable DiagCommand parent;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--instance",
      scope = ScopeType.INHERIT,
      defaultValue = "mounted",
      description =
          "Which datastore: ${COMPLETION-CANDIDATES}. Default: the shared one, with the keystore's"
              + " generations below /provider/keystore; default shows what they hide.")
  private DatastoreInstance instance = DatastoreInstance.MOUNTED;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "say which of get, put, count, ls to do");
  }

  @Command(name = "get", description = "Writes exactly the bytes of a value to standard output.")
  int get(
      @Option(names = "--hex", description = "Show the value as a hex dump.") boolean hex,
      @Parameters(paramLabel = "KEY", description = "The key.") String name) {
    Key key = parse(name);
    return withStore(
        store -> {
          byte[] value =
              store.get(key).orElseThrow(() -> new DatastoreException("key not found: " + name));
          show(name, value, hex);
          return Cairn.OK;
        });
  }

  /** By hand, not by picocli: the answer repeats the name as it was given. */
  private Key parse(String name) {
    try {
      return Key.parse(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
    }
  }

  private void show(String name, byte[] value, boolean hex) {
    Terminal terminal = cairn().terminal();
    if (cairn().json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("key", name);
      fields.put("value", Base64.getEncoder().encodeToString(value));
      if (hex) {
        fields.put("hex_dump", HexDump.of(value));
      }
      terminal.printJson(fields);
    } else if (hex) {
      terminal.print("Key: " + name + "\nHex Dump:\n" + HexDump.of(value).stripTrailing());
    } else {
      terminal.write(ByteBuffer.wrap(value));
    }
  }

  @Command(name = "put", description = "Sets a value, durably.")
  int put(
      @Parameters(paramLabel = "KEY", description = "The key.") Key key,
      @Parameters(paramLabel = "VALUE", description = "The value as text, or - for standard input.")
          String text)
      throws IOException {
    byte[] value =
        text.equals(STANDARD_INPUT)
            ? cairn().terminal().in().readAllBytes()
            : text.getBytes(StandardCharsets.UTF_8);
    return withStore(
        store -> {
          store.put(key, value);
          store.sync(key);
          return Cairn.OK;
        });
  }

  @Command(
      name = "count",
      description = "Counts the keys strictly below a prefix, in whole components.")
  int count(@Parameters(paramLabel = "PREFIX", description = "Such as /pins.") Key prefix) {
    return withStore(
        store -> {
          long count = Datastores.count(store, Query.below(prefix));
          cairn()
              .answer(String.valueOf(count), Map.of("prefix", prefix.toString(), "count", count));
          return Cairn.OK;
        });
  }

  @Command(
      name = "ls",
      description = "Lists the keys strictly below a prefix, in whole components, in order.")
  int ls(
      @Parameters(paramLabel = "PREFIX", defaultValue = "/", description = "Such as /pins.")
          Key prefix) {
    return withStore(
        store -> {
          Query query = Query.below(prefix).sizesOnly().orderedBy(Order.KEY);
          try (Results results = store.query(query)) {
            results.forEachRemaining(this::print);
          }
          return Cairn.OK;
        });
  }

  private void print(Entry entry) {
    String key = entry.key().toString();
    cairn().answer(key, Map.of("key", key, "size", entry.size().orElse(0)));
  }

  private int withStore(ToIntFunction<Datastore> work) {
    return cairn()
        .withRepositoryAsItLies(
            repository -> {
              try (Datastore store = repository.inspect(instance)) {
                return work.applyAsInt(store);
              }
            });
  }

  private Cairn cairn() {
    return Objects.requireNonNull(parent).cairn();
  }
}
