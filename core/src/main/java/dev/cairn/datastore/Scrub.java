package dev.cairn.datastore;

import java.util.List;

/** The capability to look for damage and to mend what can be mended. */
public interface Scrub {

  /**
   * {@return what was wrong, and what was done about it, a sentence each; empty where all is well}
   */
  List<String> scrub();
}
