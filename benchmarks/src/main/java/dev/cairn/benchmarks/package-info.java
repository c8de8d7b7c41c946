/**
 * What Cairn costs, and how that is measured.
 *
 * <p>Every figure of ours stands beside a peer's: the bare engine with the same options, or the
 * original's algorithm on the same engine, measured in the same run. The two {@linkplain
 * dev.cairn.benchmarks.Contest alternate}, so that a machine that slows down slows both; the ratio
 * of their medians has a {@linkplain dev.cairn.benchmarks.Statistics#ratio confidence interval},
 * and a goal is missed only where all of it lies below. Figures without a peer are told and decide
 * nothing.
 *
 * <p>JMH measures what takes nanoseconds, one {@linkplain dev.cairn.benchmarks.JmhContestant
 * iteration} at a time; whole jobs are timed by the clock. Everything runs on the calling thread,
 * below one scratch folder, which is deleted in the end.
 *
 * <pre>{@code
 * Measurement measured = new Contest(Scale.QUICK, scratch).run(figure);
 * }</pre>
 */
@NullMarked
package dev.cairn.benchmarks;

import org.jspecify.annotations.NullMarked;
