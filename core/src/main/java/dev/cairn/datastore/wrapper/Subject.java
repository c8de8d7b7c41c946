package dev.cairn.datastore.wrapper;

import java.util.Collection;

/** What a call is about, for people. */
final class Subject {

  private Subject() {}

  /** Returns {@code subject} in words: many keys are counted, not listed. */
  static String inWords(Object subject) {
    return subject instanceof Collection<?> keys ? keys.size() + " keys" : subject.toString();
  }
}
