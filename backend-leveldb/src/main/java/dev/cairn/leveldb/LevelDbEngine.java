package dev.cairn.leveldb;

import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.StorageEngine;
import java.util.Optional;
import java.util.OptionalLong;

/** What the engine of either library has to offer. */
interface LevelDbEngine extends StorageEngine.Snapshotting, StorageEngine.Checking {

  /** {@return about how many bytes of tables the keys of a range take; empty where unknown} */
  OptionalLong approximateSize(KeyRange range) throws Exception;

  /** {@return what LevelDB says of itself under a name; empty where it says nothing} */
  Optional<String> property(String name) throws Exception;
}
