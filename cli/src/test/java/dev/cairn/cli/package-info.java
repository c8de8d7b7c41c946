/** The command, called in this process with streams of the test; and killed in another. */
@NullMarked
package dev.cairn.cli;

import org.jspecify.annotations.NullMarked;
