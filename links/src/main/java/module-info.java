/** The links of blocks. */
module dev.cairn.links {
  requires transitive dev.cairn.core;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.dataformat.cbor;
  requires com.google.protobuf;
  requires static org.jspecify;

  exports dev.cairn.links;
}
