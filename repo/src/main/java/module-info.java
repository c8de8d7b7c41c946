/** A repository directory that is opened as one object. */
module dev.cairn.repo {
  requires transitive dev.cairn.core;
  requires transitive dev.cairn.keystore;
  requires transitive dev.cairn.mount;
  requires dev.cairn.car;
  requires dev.cairn.links;
  requires com.fasterxml.jackson.databind;
  requires org.slf4j;
  requires static org.jspecify;

  exports dev.cairn.repo;

  provides com.fasterxml.jackson.databind.Module with
      dev.cairn.repo.internal.KeyModule;
}
