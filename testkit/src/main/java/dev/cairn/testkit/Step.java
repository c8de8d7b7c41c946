package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** One step of a {@link Script}: what it does to a store, to a model of it, and as code. */
sealed interface Step {

  /** Does the step; the store has to take batches where the step is one. */
  void run(Datastore store);

  /** Does to the model what the step does to a store. */
  void apply(Map<Key, byte[]> model);

  /** Returns simpler steps that may show the same; the simplest first. */
  default List<Step> simpler() {
    return List.of();
  }

  /** A write: of a value, or of its absence. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Write(Key key, byte @Nullable [] value) implements Step {

    @Override
    public void run(Datastore store) {
      if (value == null) {
        store.delete(key);
      } else {
        store.put(key, value);
      }
    }

    void addTo(Batch batch) {
      if (value == null) {
        batch.delete(key);
      } else {
        batch.put(key, value);
      }
    }

    @Override
    public void apply(Map<Key, byte[]> model) {
      if (value == null) {
        model.remove(key);
      } else {
        model.put(key, value);
      }
    }

    @Override
    public List<Step> simpler() {
      List<Step> simpler = new ArrayList<>();
      if (value != null && value.length > 0) {
        simpler.add(new Write(key, new byte[0]));
      }
      if (value != null && value.length > 1) {
        simpler.add(new Write(key, new byte[] {1}));
      }
      return simpler;
    }

    /** The call without what it is made on. */
    String call() {
      String name = "Key.of(\"" + key + "\")";
      return value == null
          ? "delete(" + name + ");"
          : "put("
              + name
              + ", HexFormat.of().parseHex(\""
              + HexFormat.of().formatHex(value)
              + "\"));";
    }

    @Override
    public String toString() {
      return "store." + call();
    }
  }

  /** A batch that is committed, or closed without. */
  record Batched(List<Write> writes, End end) implements Step {

    /** What becomes of it. */
    enum End {
      COMMIT,
      DISCARD
    }

    @Override
    public void run(Datastore store) {
      Optional<Batching> batching = store.capability(Batching.class);
      try (Batch batch = batching.orElseThrow().batch()) {
        writes.forEach(write -> write.addTo(batch));
        if (end == End.COMMIT) {
          batch.commit();
        }
      }
    }

    @Override
    public void apply(Map<Key, byte[]> model) {
      if (end == End.COMMIT) {
        writes.forEach(write -> write.apply(model));
      }
    }

    @Override
    public List<Step> simpler() {
      List<Step> simpler = new ArrayList<>();
      if (end == End.COMMIT) {
        simpler.addAll(writes);
      }
      for (int i = 0; i < writes.size(); i++) {
        List<Write> fewer = new ArrayList<>(writes);
        fewer.remove(i);
        simpler.add(new Batched(fewer, end));
        for (Step smaller : writes.get(i).simpler()) {
          List<Write> smallerWrites = new ArrayList<>(writes);
          smallerWrites.set(i, (Write) smaller);
          simpler.add(new Batched(smallerWrites, end));
        }
      }
      return simpler;
    }

    @Override
    public String toString() {
      StringJoiner lines =
          new StringJoiner("\n  ", "try (Batch batch = store.batch()) {\n  ", "\n}");
      writes.forEach(write -> lines.add("batch." + write.call()));
      lines.add(end == End.COMMIT ? "batch.commit();" : "// and no commit");
      return lines.toString();
    }
  }

  /** A sync, which no reader can tell from nothing. */
  record Sync(Key prefix) implements Step {

    @Override
    public void run(Datastore store) {
      store.sync(prefix);
    }

    @Override
    public void apply(Map<Key, byte[]> model) {}

    @Override
    public String toString() {
      return "store.sync(Key.of(\"" + prefix + "\"));";
    }
  }

  /** The store is closed and opened again; only for those that outlive it. */
  record Reopen() implements Step {

    /** Does nothing: it is the runner's part to open the store. */
    @Override
    public void run(Datastore store) {}

    @Override
    public void apply(Map<Key, byte[]> model) {}

    @Override
    public String toString() {
      return "store.close(); store = open(directory);";
    }
  }

  /** A query, whose answer has to be that of the model. */
  record Ask(dev.cairn.datastore.Query query) implements Step {

    /** Does nothing: it is the runner's part to compare. */
    @Override
    public void run(Datastore store) {}

    @Override
    public void apply(Map<Key, byte[]> model) {}

    @Override
    public String toString() {
      return "store.query(...); // " + query;
    }
  }
}
