package dev.cairn.keystore;

import dev.cairn.datastore.DatastoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the moments at which something physical is about to happen, half done or just done, and
 * lets one of them go wrong.
 */
final class Steps {

  private final List<String> passed = new ArrayList<>();
  private Failure failure = Failure.NONE;
  private int failAt = -1;
  private String failAtMoment = "";
  private final Map<String, Runnable> interludes = new ConcurrentHashMap<>();
  private boolean dead;

  /** What goes wrong. */
  enum Failure {
    NONE,
    /** The operation reports an error, once. */
    ERROR,
    /** The process is dead: neither this nor any later operation does anything. */
    DEATH
  }

  /** Thrown in place of dying. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String step) {
      super("killed at: " + step);
    }
  }

  /** Sets what goes wrong, and at which of the moments from now on, counted from 0. */
  synchronized void plan(Failure what, int moment) {
    plan(what, moment, "");
  }

  /** Sets what goes wrong at the next moment of a name. */
  synchronized void plan(Failure what, String moment) {
    plan(what, -1, moment);
  }

  private void plan(Failure what, int number, String moment) {
    passed.clear();
    dead = false;
    failure = what;
    failAt = number;
    failAtMoment = moment;
  }

  /** Runs something at the next moment of a name. */
  void interlude(String moment, Runnable action) {
    interludes.put(moment, action);
  }

  /** A moment at which an operation may report an error. */
  void at(String moment) {
    pass(moment, true);
  }

  /** A moment at which the process may die, and that knows no error. */
  void mayDieAt(String moment) {
    pass(moment, false);
  }

  private void pass(String moment, boolean canReportError) {
    passBy(moment);
    count(moment, canReportError);
  }

  /** A moment at which nothing goes wrong, and only an interlude may take place. */
  void passBy(String moment) {
    Runnable interlude = interludes.remove(moment);
    if (interlude != null) {
      interlude.run();
    }
  }

  private synchronized void count(String moment, boolean canReportError) {
    if (dead) {
      throw new Killed(moment);
    }
    boolean fails = passed.size() == failAt || moment.equals(failAtMoment);
    passed.add(moment);
    if (fails && failure == Failure.DEATH) {
      dead = true;
      throw new Killed(moment);
    }
    if (fails && failure == Failure.ERROR && canReportError) {
      failAtMoment = "";
      throw new DatastoreException("injected: " + moment);
    }
  }

  synchronized List<String> passed() {
    return List.copyOf(passed);
  }
}
