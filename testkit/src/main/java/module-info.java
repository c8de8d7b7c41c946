/** The contracts that every engine has to keep, as tests that extend to it. */
module dev.cairn.testkit {
  requires transitive dev.cairn.core;
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;
  requires transitive org.junit.jupiter.params;
  requires static org.jspecify;

  exports dev.cairn.testkit;

  opens dev.cairn.testkit;
}
