/** Tests of pins and of the collector. */
@NullMarked
package dev.cairn.gc;

import org.jspecify.annotations.NullMarked;
