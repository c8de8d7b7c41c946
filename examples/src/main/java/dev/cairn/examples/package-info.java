/**
 * Small programs, each a tutorial: read them from top to bottom, run them with a directory to work
 * in.
 *
 * <p>Each works in the thread that calls it and closes all that it opens.
 *
 * <pre>{@code
 * EmbeddedNode.main(new String[] {directory});
 * }</pre>
 */
@NullMarked
package dev.cairn.examples;

import org.jspecify.annotations.NullMarked;
