package dev.cairn.keystore;

import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.multiformats.Multihash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sorts multihashes into the order of their keys, in bounded memory: sorted runs are collected in
 * memory, merged into a file when they are many, and all merged in the end.
 *
 * <p>Any number of threads may {@link #add}, each of which sorts what it adds; the other calls come
 * when nobody does.
 */
final class ExternalSort implements AutoCloseable {

  /** Files that are merged at once; where there are more, they are merged into one. */
  private static final int MOST_FILES = 128;

  private final Optional<Scratch> scratch;
  private final long mostBytes;

  /** Held for moments. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Held while a file is written: who adds too much meanwhile waits. */
  private final ReentrantLock spilling = new ReentrantLock();

  private List<byte[]> runs = new ArrayList<>();
  private long bytes;
  private final List<String> files = new ArrayList<>();
  private int filesMade;

  /**
   * Creates a sorter.
   *
   * @param scratch where runs are put that are too many for memory; where there is none, all stay
   * @param memory how many bytes of memory to use at most, about
   */
  ExternalSort(Optional<Scratch> scratch, long memory) {
    this.scratch = scratch;
    this.mostBytes = memory / 2; // as many again come in while these are written
  }

  /** Adds multihashes, in any order. */
  void add(List<Multihash> multihashes) {
    byte[] run = SortedRun.of(multihashes);
    boolean full;
    lock.lock();
    try {
      runs.add(run);
      bytes += run.length;
      full = bytes >= mostBytes;
    } finally {
      lock.unlock();
    }
    if (full && scratch.isPresent()) {
      spill(scratch.get());
    }
  }

  private void spill(Scratch to) {
    spilling.lock();
    try {
      List<RunReader> taken = takeWhenFull();
      if (!taken.isEmpty()) {
        write(to, taken);
      }
      if (files.size() == MOST_FILES) {
        mergeFiles(to);
      }
    } catch (IOException e) {
      throw IoFailures.wrap("cannot sort what a reset is fed in " + to, e);
    } finally {
      spilling.unlock();
    }
  }

  private List<RunReader> takeWhenFull() {
    lock.lock();
    try {
      if (bytes < mostBytes) {
        return List.of(); // somebody else took them
      }
      List<RunReader> taken = runs.stream().map(RunReader::of).toList();
      runs = new ArrayList<>();
      bytes = 0;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void write(Scratch to, List<RunReader> readers) throws IOException {
    String name = "run-" + ++filesMade;
    try (MergedRuns merged = new MergedRuns(readers)) {
      SpillFile.write(to, name, merged);
    }
    files.add(name);
  }

  private void mergeFiles(Scratch in) throws IOException {
    List<String> merged = List.copyOf(files);
    write(in, open(in, merged));
    files.removeAll(merged);
    for (String file : merged) {
      in.delete(file);
    }
  }

  private static List<RunReader> open(Scratch in, List<String> files) throws IOException {
    List<RunReader> readers = new ArrayList<>();
    try {
      for (String file : files) {
        readers.add(SpillFile.read(in, file));
      }
      return readers;
    } catch (IOException e) {
      Closing.onFailure(e, readers);
      throw e;
    }
  }

  /** Returns all that was added, sorted, each once; the caller closes it before this. */
  MergedRuns merged() {
    List<RunReader> readers = new ArrayList<>();
    try {
      if (scratch.isPresent()) {
        readers.addAll(open(scratch.get(), files));
      }
      runs.forEach(run -> readers.add(RunReader.of(run)));
      return new MergedRuns(readers);
    } catch (IOException e) {
      Closing.onFailure(e, readers);
      throw IoFailures.wrap("cannot read what a reset has sorted in " + scratch, e);
    }
  }

  /** Drops all that was added, and its files. */
  @Override
  public void close() {
    runs = new ArrayList<>();
    bytes = 0;
    files.clear();
    Closing.all(scratch.stream().toList());
  }
}
