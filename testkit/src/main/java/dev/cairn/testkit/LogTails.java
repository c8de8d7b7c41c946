package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** How long the logs of a store were when it had synced: no loss of power takes more than that. */
final class LogTails {

  private final Optional<String> pattern;
  private final Map<String, Long> synced = new HashMap<>();

  private LogTails(Optional<String> pattern) {
    this.pattern = pattern;
  }

  /** Looks at the logs of a store that has just synced. */
  static LogTails of(Path store, Optional<String> pattern) throws IOException {
    LogTails tails = new LogTails(pattern);
    for (Path log : logs(store, pattern)) {
      tails.synced.put(log.getFileName().toString(), Files.size(log));
    }
    return tails;
  }

  /** Cuts the newest log of a copy of the store somewhere behind what was synced. */
  void cutNewest(Path copy, Random random) throws IOException {
    Optional<Path> newest = newest(copy, pattern);
    if (newest.isEmpty()) {
      return;
    }
    long length = Files.size(newest.get());
    long least = Math.min(length, synced.getOrDefault(newest.get().getFileName().toString(), 0L));
    StoreSurgery.resize(newest.get(), least + random.nextLong(length - least + 1));
  }

  /** Returns the newest log of a store, if it has any. */
  static Optional<Path> newest(Path store, Optional<String> pattern) throws IOException {
    return logs(store, pattern).stream().max(Comparator.naturalOrder());
  }

  private static List<Path> logs(Path store, Optional<String> pattern) throws IOException {
    return pattern.isEmpty() ? List.of() : StoreSurgery.files(store, pattern.get());
  }
}
