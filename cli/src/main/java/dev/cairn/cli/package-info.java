/**
 * The {@code cairn} command: a thin face over a repository, for the shell.
 *
 * <p>Exit codes: 0 success, 1 failure, 2 wrong usage. An error is one line on standard error. With
 * {@code --json} the answers are JSON, one value a line. A command opens the repository, does one
 * thing, and closes it; commands of one repository exclude each other. Each runs in one thread.
 *
 * <pre>{@code
 * cairn init --repo R
 * cairn --repo R car import FILE.car
 * cairn --repo R block get CID > block
 * }</pre>
 */
@NullMarked
package dev.cairn.cli;

import org.jspecify.annotations.NullMarked;
