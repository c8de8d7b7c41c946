/** What a node announces, by Kademlia prefix, in datastores that are swapped whole. */
module dev.cairn.keystore {
  requires transitive dev.cairn.core;
  requires org.slf4j;
  requires static org.jspecify;

  exports dev.cairn.keystore;
}
