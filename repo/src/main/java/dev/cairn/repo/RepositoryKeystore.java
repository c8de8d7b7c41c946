package dev.cairn.repo;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.spec.AccessMode;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecValue;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.keystore.KeystoreDirectory;
import dev.cairn.keystore.KeystoreDirectory.Layout;
import dev.cairn.keystore.KeystoreOptions;
import dev.cairn.keystore.KuboKeystore;
import dev.cairn.keystore.ResetResult;
import dev.cairn.keystore.ResettableKeystore;
import dev.cairn.mount.Mount;
import dev.cairn.mount.MountDatastore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens the keystore of a repository in the layout that it has, and what lies there raw. */
final class RepositoryKeystore {

  /** The folder of the keystore's generations. */
  static final String FOLDER = "provider-keystore";

  private final Path directory;
  private final RepositoryConfig config;
  private final DatastoreDrivers drivers;
  private final Datastore shared;

  RepositoryKeystore(
      Path directory, RepositoryConfig config, DatastoreDrivers drivers, Datastore shared) {
    this.directory = directory;
    this.config = config;
    this.drivers = drivers;
    this.shared = shared;
  }

  private Path folder() {
    return directory.resolve(FOLDER);
  }

  /** Opens the keystore in the layout of the configuration, or else in that which it has. */
  ResettableKeystore open() {
    Optional<Layout> there = new KeystoreDirectory(folder()).layout();
    Layout layout = config.keystoreLayout().or(() -> there).orElse(Layout.CAIRN);
    if (layout == Layout.KUBO) {
      Spec generation = rootLeaf();
      return KuboKeystore.open(
          folder(), path -> openGeneration(generation, path), shared, KeystoreOptions.defaults());
    }
    if (there.equals(Optional.of(Layout.KUBO))) {
      throw new DatastoreException(
          "%s holds a keystore in Kubo's layout, and the configuration says 'cairn'; take it over by 'cairn keystore import-kubo', or set Cairn.Keystore.Layout to 'kubo'"
              .formatted(folder()));
    }
    Spec generation = ownGeneration();
    return ResettableKeystore.open(folder(), path -> openGeneration(generation, path));
  }

  /** Moves what Kubo left to Cairn's own layout. */
  ResetResult importKubo() {
    if (config.keystoreLayout().equals(Optional.of(Layout.KUBO))) {
      throw new DatastoreException(
          "the keystore in %s is to stay in Kubo's layout, as the configuration says; set Cairn.Keystore.Layout to 'cairn' first"
              .formatted(folder()));
    }
    Spec kubo = rootLeaf();
    Spec generation = ownGeneration();
    return KuboKeystore.moveToOwnLayout(
        folder(),
        path -> openForReading(kubo, path),
        path -> openGeneration(generation, path),
        shared,
        KeystoreOptions.defaults());
  }

  /** Returns what a generation in Cairn's own layout is to be opened by. */
  private Spec ownGeneration() {
    Optional<Spec> own = config.keystoreSpec();
    own.map(spec -> drivers.check(inPath(spec, FOLDER))).ifPresent(Repository::warnOfUnknownFields);
    return own.orElseGet(this::rootLeaf);
  }

  private Spec rootLeaf() {
    return SpecTree.rootLeaf(config.datastoreSpec())
        .orElseThrow(
            () ->
                new SpecException(
                    "$.Cairn.Keystore.Spec", "missing, and no datastore is mounted at /"));
  }

  private Batching openGeneration(Spec generation, Path path) {
    return drivers.open(inPath(generation, path.toString()), DriverContext.at(directory));
  }

  private Batching openForReading(Spec generation, Path path) {
    return drivers.open(
        inPath(generation, path.toString()), new DriverContext(directory, AccessMode.READ_ONLY));
  }

  private static Spec inPath(Spec generation, String path) {
    return generation.with("path", new SpecValue.Text(path));
  }

  /** Deletes all generations and what says which is in force; returns the bytes that were freed. */
  long delete() {
    return new KeystoreDirectory(folder()).deleteAll(shared);
  }

  /** Opens a datastore to be looked at. */
  Datastore inspect(DatastoreInstance instance) {
    return switch (instance) {
      case MOUNTED -> mounted();
      case DEFAULT -> new Lent(shared);
      case KEYSTORE ->
          openRaw(new KeystoreDirectory(folder()).inForce(shared).orElseThrow(this::nothingThere));
      case PROVIDER0 -> openRaw("0");
      case PROVIDER1 -> openRaw("1");
    };
  }

  private Datastore mounted() {
    List<Mount> mounts = new ArrayList<>();
    mounts.add(Mount.at("/", new Lent(shared)));
    try {
      for (String name : new KeystoreDirectory(folder()).generations()) {
        mounts.add(Mount.at("/provider/keystore/" + name, openRaw(name)));
      }
      return MountDatastore.of(mounts);
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, mounts.stream().map(Mount::datastore).toList());
      throw e;
    }
  }

  private Datastore openRaw(String name) {
    if (!new KeystoreDirectory(folder()).generations().contains(name)) {
      throw nothingThere();
    }
    boolean kubos = name.length() == 1;
    return openForReading(kubos ? rootLeaf() : ownGeneration(), folder().resolve(name));
  }

  private DatastoreException nothingThere() {
    return new DatastoreException(
        "the repository has no such generation of the keystore; %s holds %s"
            .formatted(folder(), new KeystoreDirectory(folder()).generations()));
  }

  /** A store that stays open when whoever borrowed it is done. */
  private static final class Lent extends ForwardingDatastore {
    Lent(Datastore lender) {
      super(lender);
    }

    @Override
    protected <T> Optional<T> adapt(Class<T> ability, T below) {
      return Optional.of(below);
    }

    @Override
    public void close() {}
  }
}
