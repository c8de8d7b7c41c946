/** CAR archives. */
module dev.cairn.car {
  requires transitive dev.cairn.core;
  requires dev.cairn.links;
  requires static org.jspecify;

  exports dev.cairn.car;
}
