package dev.cairn.datastore;

/** What one wants of datastores beyond their own methods. */
public final class Datastores {

  private Datastores() {}

  /**
   * {@return {@code store} as one that can do {@code ability}}
   *
   * @param <T> the interface asked for
   * @param store what is to have it
   * @param ability the interface asked for
   * @throws UnsupportedOperationException if it cannot; the message names the store and its
   *     wrappers
   */
  public static <T> T require(Datastore store, Class<T> ability) {
    return store
        .capability(ability)
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "%s is needed, and %s cannot do it; choose another engine or leave out the wrapper"
                        .formatted(ability.getSimpleName(), store)));
  }

  /**
   * {@return how many entries {@code query} finds; reads keys alone where that is enough}
   *
   * @param store where to count
   * @param query what to count
   */
  public static long count(Datastore store, Query query) {
    long count = 0;
    try (Results results = store.query(query.keysOnly())) {
      while (results.hasNext()) {
        results.next();
        count++;
      }
    }
    return count;
  }
}
