import dev.cairn.datastore.spec.DatastoreDriver;
import dev.cairn.datastore.spec.MemoryDriver;

/** The vocabulary of Cairn: datastores, blockstores and multiformats. */
module dev.cairn.core {
  requires org.slf4j;
  requires static com.google.errorprone.annotations;
  requires static org.bouncycastle.provider;
  requires static org.jspecify;

  exports dev.cairn.blockstore;
  exports dev.cairn.datastore;
  exports dev.cairn.datastore.async;
  exports dev.cairn.datastore.engine;
  exports dev.cairn.datastore.memory;
  exports dev.cairn.datastore.spec;
  exports dev.cairn.datastore.wrapper;
  exports dev.cairn.multiformats;

  uses DatastoreDriver;

  provides DatastoreDriver with
      MemoryDriver;
}
