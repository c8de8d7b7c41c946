package dev.cairn.mount;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import java.util.List;

/** A journal in one of the stores that are mounted, an entry for each record. */
final class JournalEntries implements JournalPlace {

  private final Mounted mounted;
  private final Key folder;

  /**
   * Finds the place.
   *
   * @param mounted in whose store
   * @param folder below which key, as the store knows it
   */
  JournalEntries(Mounted mounted, Key folder) {
    this.mounted = mounted;
    this.folder = folder;
  }

  private Key key(String name) {
    return folder.child(Key.of(name));
  }

  @Override
  public List<String> names() {
    Query all = Query.below(folder).keysOnly().orderedBy(Order.KEY);
    return mounted.call(
        "list the journal of batches",
        store ->
            store.query(all).toList().stream().map(entry -> entry.key().baseNamespace()).toList());
  }

  @Override
  public byte[] read(String name) {
    return mounted
        .call("read the journal of a batch", store -> store.get(key(name)))
        .orElseThrow(
            () ->
                new CorruptDataException(
                    "the journal of a batch, %s, was listed and is not there; check the store"
                        .formatted(describe(name))));
  }

  @Override
  public void write(String name, byte[] record) {
    mounted.run(
        "write the journal of a batch",
        store -> {
          store.put(key(name), record);
          store.sync(key(name));
        });
  }

  @Override
  public void remove(String name) {
    mounted.run(
        "remove the journal of a batch",
        store -> {
          store.delete(key(name));
          store.sync(key(name));
        });
  }

  @Override
  public String describe(String name) {
    return "the key " + key(name) + " of " + mounted.store();
  }
}
