/** Datastores and blockstores that are composed of others. */
module dev.cairn.mount {
  requires transitive dev.cairn.core;
  requires com.github.benmanes.caffeine;
  requires org.slf4j;
  requires static org.jspecify;

  exports dev.cairn.gc;
  exports dev.cairn.mount;
}
