package dev.cairn.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is open, and where it was opened. */
final class OpenHandles {

  private static final Set<String> TRACKING =
      Set.of(OpenHandles.class.getName(), LeakTrackingDatastore.class.getName());

  private final Set<Handle> open = ConcurrentHashMap.newKeySet();

  /** Remembers that the caller opens something. */
  Handle opened(String what) {
    Handle handle = new Handle(what);
    open.add(handle);
    return handle;
  }

  int count() {
    return open.size();
  }

  void forget() {
    open.clear();
  }

  void assertNone(Object store) {
    List<Handle> left = new ArrayList<>(open);
    if (left.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder();
    message.append("%s: %d left open; close what is opened:".formatted(store, left.size()));
    for (Handle handle : left) {
      message.append(System.lineSeparator()).append("  ").append(handle);
    }
    AssertionError leak = new AssertionError(message.toString());
    left.forEach(handle -> leak.addSuppressed(handle.opening));
    throw leak;
  }

  /** One thing that is open until it is closed. */
  final class Handle implements AutoCloseable {
    private final String what;
    private final Throwable opening;

    private Handle(String what) {
      this.what = what;
      this.opening = new Throwable(what + " opened here");
    }

    @Override
    public void close() {
      open.remove(this);
    }

    /** The place: the first line that is neither of the kit's tracking nor of the JDK. */
    @Override
    public String toString() {
      for (StackTraceElement frame : opening.getStackTrace()) {
        if (!isOfTheTracking(frame.getClassName())) {
          return what + ", opened at " + frame;
        }
      }
      return what;
    }

    private static boolean isOfTheTracking(String className) {
      return TRACKING.contains(className.replaceFirst("\\$.*", ""))
          || className.startsWith("dev.cairn.datastore.wrapper.")
          || className.startsWith("java.");
    }
  }
}
