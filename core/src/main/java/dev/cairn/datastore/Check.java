package dev.cairn.datastore;

import java.util.List;

/** The capability to look whether all that the store holds can be read and is what was written. */
public interface Check {

  /** {@return what is wrong, a sentence each; empty where all is well} Changes nothing. */
  List<String> check();
}
