package dev.cairn.keystore;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import java.util.OptionalLong;

/** A marker under a key of a datastore, which stays open when the marker is closed. */
record DatastoreMarker(Datastore store, Key key) implements GenerationMarker {

  @Override
  public OptionalLong read() {
    return store
        .get(key)
        .map(content -> OptionalLong.of(MarkerLine.decode(content, key)))
        .orElseGet(OptionalLong::empty);
  }

  @Override
  public void write(long generation) {
    store.put(key, MarkerLine.encode(generation));
    store.sync(key);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return key + " in " + store;
  }
}
