package dev.cairn.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** How far long work has come: a bar on a terminal, nothing in a pipe. */
final class Progress implements AutoCloseable {

  /**
   * Set by the launcher, which can ask the shell; Java 17 cannot ask about standard error alone.
   */
  private static final boolean ON_TERMINAL = Boolean.getBoolean("cairn.terminal");

  private static final int WIDTH = 80;

  private final @Nullable ProgressBar bar;

  private Progress(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * {@return the progress of a task that reads or writes bytes}
   *
   * @param task its name
   * @param total how many there are, or -1 where that is unknown
   * @param err where the bar is shown
   */
  static Progress ofBytes(String task, long total, PrintStream err) {
    return of(task, total, " MiB", 1 << 20, err);
  }

  /**
   * {@return the progress of a task that goes through blocks}
   *
   * @param task its name
   * @param total how many there are, or -1 where that is unknown
   * @param err where the bar is shown
   */
  static Progress ofBlocks(String task, long total, PrintStream err) {
    return of(task, total, " blocks", 1, err);
  }

  private static Progress of(String task, long total, String unit, long unitSize, PrintStream err) {
    if (!ON_TERMINAL) {
      return new Progress(null);
    }
    return new Progress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setUnit(unit, unitSize)
            .setInitialMax(total)
            .setMaxRenderedLength(WIDTH)
            .setConsumer(new ConsoleProgressBarConsumer(err))
            .clearDisplayOnFinish()
            .build());
  }

  /** Says that {@code done} of the total is done. */
  void reached(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
