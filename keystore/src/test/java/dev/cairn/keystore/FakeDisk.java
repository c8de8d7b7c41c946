package dev.cairn.keystore;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A disk in memory that outlives the keystores on it: their datastores and their marker, each with
 * what there is and what of it was synced. Every physical operation passes the {@link Steps}.
 */
final class FakeDisk {

  private final Steps steps;
  private final Loading loading;
  private final Map<String, Image> stores = new ConcurrentSkipListMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private volatile OptionalLong marker = OptionalLong.empty();
  private volatile OptionalLong syncedMarker = OptionalLong.empty();

  FakeDisk(Steps steps) {
    this(steps, Loading.AT_ONCE);
  }

  FakeDisk(Steps steps, Loading loading) {
    this.steps = steps;
    this.loading = loading;
  }

  /** How a datastore takes many entries in order. */
  enum Loading {
    AT_ONCE,
    IN_BATCHES
  }

  /** What becomes of a marker that was renamed and not yet synced when the power is lost. */
  enum UnsyncedMarker {
    KEPT,
    LOST
  }

  ResettableKeystore open() {
    return open(KeystoreOptions.defaults());
  }

  ResettableKeystore open(KeystoreOptions options) {
    return ResettableKeystore.open(factory(), marker(), options);
  }

  /** Leaves what was synced, and nothing else. */
  void losePower(UnsyncedMarker unsynced) {
    stores.values().forEach(Image::losePower);
    if (unsynced == UnsyncedMarker.LOST) {
      marker = syncedMarker;
    }
  }

  List<String> names() {
    return List.copyOf(stores.keySet());
  }

  /** Returns how many datastores are open now. */
  int openStores() {
    return open.get();
  }

  /** Makes a generation appear, as an earlier process may have left it. */
  Batching plant(String name) {
    stores.put(name, new Image());
    return requireImage(name).content;
  }

  void remove(String name) {
    stores.remove(name);
  }

  void setMarker(OptionalLong generation) {
    marker = generation;
    syncedMarker = generation;
  }

  private Image requireImage(String name) {
    Image image = stores.get(name);
    if (image == null) {
      throw new DatastoreException("there is no " + name);
    }
    return image;
  }

  DatastoreFactory factory() {
    return new Factory();
  }

  GenerationMarker marker() {
    return new Marker();
  }

  private final class Factory implements DatastoreFactory {

    @Override
    public Batching create(String name) {
      steps.at("create " + name);
      if (stores.putIfAbsent(GenerationName.check(name), new Image()) != null) {
        throw new DatastoreException(name + " exists already");
      }
      steps.at("created " + name);
      return open(name);
    }

    @Override
    public Batching open(String name) {
      open.incrementAndGet();
      return new Handle(name, requireImage(name));
    }

    @Override
    public long destroy(String name) {
      steps.at("destroy " + name);
      Image image = stores.get(GenerationName.check(name));
      if (image == null) {
        return 0;
      }
      image.destroyHalf();
      steps.at("half destroyed " + name);
      stores.remove(name);
      steps.at("destroyed " + name);
      return 1;
    }

    @Override
    public Optional<Scratch> scratch(String name) {
      return Optional.of(new SteppedScratch(name, requireImage(name).files));
    }

    @Override
    public List<String> names() {
      return FakeDisk.this.names();
    }

    @Override
    public String toString() {
      return "the fake disk";
    }
  }

  private final class Marker implements GenerationMarker {

    @Override
    public OptionalLong read() {
      return marker;
    }

    @Override
    public void write(long generation) {
      steps.at("write marker " + generation);
      marker = OptionalLong.of(generation);
      steps.at("renamed marker " + generation);
      syncedMarker = marker;
      steps.at("synced marker " + generation);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return "the marker";
    }
  }

  /** What there is of one datastore. */
  private static final class Image {
    private volatile MemoryDatastore content = new MemoryDatastore();
    private final Map<Key, byte[]> synced = new ConcurrentHashMap<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    void sync() {
      synced.clear();
      try (Results all = content.query(Query.all())) {
        all.forEachRemaining(entry -> synced.put(entry.key(), entry.value()));
      }
    }

    void losePower() {
      content = new MemoryDatastore();
      synced.forEach(content::put);
    }

    void destroyHalf() {
      List<Key> keys = new ArrayList<>();
      try (Results all = content.query(Query.all().keysOnly())) {
        all.forEachRemaining(entry -> keys.add(entry.key()));
      }
      keys.subList(0, (keys.size() + 1) / 2).forEach(content::delete);
      sync();
    }
  }

  /** A datastore while a process has it open. */
  private final class Handle extends ForwardingDatastore {
    private final String name;
    private final Image image;
    private volatile boolean closed;

    Handle(String name, Image image) {
      super(image.content);
      this.name = name;
      this.image = image;
    }

    private void checkOpen() {
      if (closed) {
        throw new DatastoreClosedException(name + " is closed");
      }
    }

    @Override
    public boolean has(Key key) {
      checkOpen();
      return super.has(key);
    }

    @Override
    public void put(Key key, byte[] value) {
      checkOpen();
      steps.at("put into " + name);
      super.put(key, value);
      steps.mayDieAt("put into " + name + " done");
    }

    @Override
    public Results query(Query query) {
      checkOpen();
      Results results = super.query(query);
      return new Results() {
        @Override
        public Query query() {
          return query;
        }

        @Override
        public boolean hasNext() {
          checkOpen();
          steps.passBy("list " + listed(query) + " of " + name);
          return results.hasNext();
        }

        @Override
        public Entry next() {
          checkOpen();
          return results.next();
        }

        @Override
        public void close() {
          results.close();
        }
      };
    }

    private String listed(Query query) {
      return query.from().equals(CompactLayout.all(CompactLayout.Tag.NOTE).from())
          ? "notes"
          : "others";
    }

    @Override
    public Batch batch() {
      checkOpen();
      return new SteppedBatch(name, image.content.batch());
    }

    @Override
    protected <T> Optional<T> adapt(Class<T> ability, T below) {
      if (ability == Snapshots.class) {
        return Optional.of(below);
      }
      if (ability != BulkLoad.class || loading == Loading.IN_BATCHES) {
        return Optional.empty();
      }
      BulkLoad stepped = () -> new SteppedLoader(name, image, ((BulkLoad) below).bulkLoad());
      return Optional.of(ability.cast(stepped));
    }

    @Override
    public void sync(Key prefix) {
      checkOpen();
      steps.at("sync " + name);
      image.sync();
      steps.at("synced " + name);
    }

    @Override
    public void close() {
      if (!closed) {
        steps.mayDieAt("close " + name);
        closed = true;
        open.decrementAndGet();
        steps.at("closed " + name);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final class SteppedBatch implements Batch {
    private final String name;
    private final Batch batch;

    SteppedBatch(String name, Batch batch) {
      this.name = name;
      this.batch = batch;
    }

    @Override
    public void put(Key key, byte[] value) {
      batch.put(key, value);
    }

    @Override
    public void delete(Key key) {
      batch.delete(key);
    }

    @Override
    public int size() {
      return batch.size();
    }

    @Override
    public boolean atomic() {
      return batch.atomic();
    }

    @Override
    public void commit(Durability durability) {
      steps.at("commit to " + name);
      batch.commit(durability);
      steps.mayDieAt("committed to " + name);
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  /** Makes what it loads durable, and nothing else. */
  private final class SteppedLoader implements BulkLoad.Loader {
    private final String name;
    private final Image image;
    private final BulkLoad.Loader loader;
    private final Map<Key, byte[]> added = new HashMap<>();

    SteppedLoader(String name, Image image, BulkLoad.Loader loader) {
      this.name = name;
      this.image = image;
      this.loader = loader;
    }

    @Override
    public void add(Key key, byte[] value) {
      loader.add(key, value);
      added.put(key, value);
    }

    @Override
    public void commit() {
      steps.at("load into " + name);
      loader.commit();
      image.synced.putAll(added);
      steps.at("loaded into " + name);
    }

    @Override
    public void close() {
      loader.close();
    }
  }

  private final class SteppedScratch implements Scratch {
    private final String name;
    private final Map<String, byte[]> files;

    SteppedScratch(String name, Map<String, byte[]> files) {
      this.name = name;
      this.files = files;
    }

    private void step(String what, String file) throws IOException {
      try {
        steps.at(what + " " + file + " of " + name);
      } catch (DatastoreException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public OutputStream create(String file) throws IOException {
      step("create", file);
      return new ByteArrayOutputStream() {
        @Override
        public void close() throws IOException {
          step("write", file);
          files.put(file, toByteArray());
        }
      };
    }

    @Override
    public InputStream open(String file) throws IOException {
      step("open", file);
      return new FilterInputStream(new ByteArrayInputStream(files.get(file))) {
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          step("read", file);
          return super.read(bytes, offset, length);
        }
      };
    }

    @Override
    public void delete(String file) throws IOException {
      step("delete", file);
      files.remove(file);
    }

    @Override
    public void close() throws IOException {
      step("delete", "all");
      files.clear();
    }

    @Override
    public String toString() {
      return "the files of " + name;
    }
  }
}
